package command

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/internal/attachment"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// attached attaches a file to a message in a data folder.
func attached(t *testing.T, data, name, content string) (path string) {
	t.Helper()
	h, err := host.OpenExisting(t.Context(), io.Discard, data)
	if err != nil {
		t.Fatal(err)
	}
	s, err := h.Files.Stage(t.Context(), name, strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(h.Files.Place(s), h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return h.Files.Attach(ctx, tx, attachment.Owner{Kind: attachment.TicketMessage, ID: name}, s)
	}))
	s.Discard()
	if err := errors.Join(err, h.DB.Close()); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(data, attachment.Folder, s.Hash)
}

// members lists what an archive holds.
func members(t *testing.T, path string) (names []string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for archive := tar.NewReader(file); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			slices.Sort(names)
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, header.Name)
	}
}

// Every file that the copy of the database names is in the backup, and is what it was.
func TestABackupTakesWhatIsAttached(t *testing.T) {
	t.Parallel()
	data, other := furnish(t), filepath.Join(t.TempDir(), "data")
	first, second := attached(t, data, "first", "one"), attached(t, data, "second", "two")
	attached(t, data, "third", "two")
	orphan := filepath.Join(data, attachment.Folder, strings.Repeat("a", 64))
	err := errors.Join(os.WriteFile(orphan, []byte("x"), 0o600), os.Mkdir(other, 0o700))
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(filepath.Dir(other), "backup.tar")
	latchkey(t, nil, "", "backup", "--data", data, "--to", to).Succeeds(t, "all attached files")
	want := []string{"attachments/", "attachments/" + filepath.Base(first), "attachments/" + filepath.Base(second), host.DatabaseFile}
	slices.Sort(want)
	if got := members(t, to); !slices.Equal(got, want) {
		t.Errorf("it holds %v, want %v", got, want)
	}
	key, err := os.ReadFile(filepath.Join(data, "key"))
	err = errors.Join(err, os.WriteFile(filepath.Join(other, "key"), key, 0o600), hosttest.Unpack(to, other))
	if err != nil {
		t.Fatal(err)
	}
	latchkey(t, nil, "", "check", "--data", other).Succeeds(t, "attached files: 2", "is a copy that was put back")
	latchkey(t, nil, "", "check", "--data", data).Succeeds(t, "attached files: 2", "1 files in the folder are attached to nothing")
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(to), "*backup.tar.part*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// A backup that lacks a file is none, and check names what was lost.
func TestAnAttachedFileThatIsLostIsNamed(t *testing.T) {
	t.Parallel()
	data := furnish(t)
	gone, changed := attached(t, data, "gone.txt", "one"), attached(t, data, "changed.txt", "two")
	if err := errors.Join(os.Remove(gone), os.WriteFile(changed, []byte("owt"), 0o600)); err != nil {
		t.Fatal(err)
	}
	latchkey(t, nil, "", "check", "--data", data).Refuses(t, 1)
	said := latchkey(t, nil, "", "check", "--data", data)
	for _, words := range []string{
		"2 are missing or damaged", `"gone.txt" of ticket_message gone.txt is missing`, `"changed.txt"`, "is damaged",
	} {
		if !strings.Contains(said.Out, words) {
			t.Errorf("check doesn't say %q: %s", words, said.Out)
		}
	}
	to := filepath.Join(t.TempDir(), "backup.tar")
	latchkey(t, nil, "", "backup", "--data", data, "--to", to).Refuses(t, 1, "2 attached files", "gone.txt", "--skip-damaged")
	if left, _ := os.ReadDir(filepath.Dir(to)); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	latchkey(t, nil, "", "backup", "--data", data, "--to", to, "--skip-damaged").Succeeds(t, "left out", "gone.txt")
	if got := members(t, to); !slices.Equal(got, []string{"attachments/", host.DatabaseFile}) {
		t.Errorf("it holds %v", got)
	}
	s := &hosttest.Server{T: t, Data: filepath.Join(t.TempDir(), "data"), Clock: clock.Fixed(hosttest.Noon)}
	if err := os.Mkdir(s.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(data, "key"))
	if err := errors.Join(err, os.WriteFile(filepath.Join(s.Data, "key"), key, 0o600), hosttest.Unpack(to, s.Data)); err != nil {
		t.Fatal(err)
	}
	s.Start(func(o *host.Options) { o.Demo = false })
	s.Stop()
	if log := s.Log.String(); !strings.Contains(log, "2 of 2 attached files are not in") {
		t.Errorf("the start says nothing: %s", log)
	}
}
