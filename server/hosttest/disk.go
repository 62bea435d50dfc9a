package hosttest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// SmallDisk mounts a disk of so many KiB for the test and returns its folder. The test is skipped where that is not
// possible: it takes root.
func SmallDisk(t *testing.T, kib int) string {
	t.Helper()
	folder := t.TempDir()
	mount := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dk,mode=700", kib), "none", folder)
	if out, err := mount.CombinedOutput(); err != nil {
		t.Skipf("a small disk can't be mounted here, which takes root: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "--lazy", folder).Run() })
	return folder
}

// FillDisk leaves no room on the disk of a folder. The function that it returns makes room again.
func FillDisk(t *testing.T, folder string) (empty func()) {
	t.Helper()
	ballast := filepath.Join(folder, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 64 << 10; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	return func() {
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
}
