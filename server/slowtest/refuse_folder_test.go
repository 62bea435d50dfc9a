package slowtest

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Root may write everywhere, so somebody else runs it.
func TestServeRefusesAFolderItCannotWriteTo(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	shell(t, "", "serve", "--listen", "127.0.0.1:0", "--data", file).Refuses(t, 1, "the data folder can't be made")

	shut := filepath.Join(folder, "shut")
	if err := os.Mkdir(shut, 0o555); err != nil {
		t.Fatal(err)
	}
	// Every folder above must let a stranger through.
	for dir := folder; len(dir) > len(os.TempDir()); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for data, words := range map[string]string{shut: "can't be written to", filepath.Join(shut, "data"): "can't be made"} {
		cmd := exec.Command(executable(t), "serve", "--listen", "127.0.0.1:0", "--data", data)
		if os.Getuid() == 0 {
			if err := os.Chmod(executable(t), 0o755); err != nil {
				t.Fatal(err)
			}
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), words) || strings.Count(string(out), "\n") != 1 {
			t.Errorf("%v, want one sentence with %q: %s", err, words, out)
		}
	}
}

// What the program makes is its owner's alone, whatever the shell's umask says.
func TestWhatIsMadeIsReadByNobodyElse(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	old := syscall.Umask(0)
	p := launch(t, freePort(t), data)
	syscall.Umask(old)
	defer p.kill()
	seen := 0
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if seen++; info.Mode().Perm() != want {
			t.Errorf("%s has the mode %v, want %v", path, info.Mode().Perm(), want)
		}
		return err
	})
	if err != nil || seen < 4 {
		t.Errorf("saw %d files: %v", seen, err)
	}
}
