package folder

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestWriteFileIsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "deep", "report.xml")
	write := func(text string, err error) error {
		return WriteFile(path, func(to io.Writer) error {
			if _, e := io.WriteString(to, text); e != nil {
				return e
			}
			return err
		})
	}
	if err := write("half", io.ErrShortWrite); !errors.Is(err, io.ErrShortWrite) {
		t.Fatalf("the error is %v", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 0 {
		t.Errorf("a failure leaves %v (%v)", entries, err)
	}
	if err := write("whole", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("half", io.ErrShortWrite); !errors.Is(err, io.ErrShortWrite) {
		t.Fatalf("the error is %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "whole" {
		t.Errorf("a failure leaves %q (%v)", b, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := write("whole", nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("a file that was private has the mode %v (%v)", info.Mode(), err)
	}
	link := filepath.Join(dir, "link.xml")
	if err := os.Symlink(path, link); err != nil {
		t.Skipf("no links here: %v", err)
	}
	path = link
	if err := write("through a link", nil); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "deep", "report.xml")); err != nil || string(b) != "through a link" {
		t.Errorf("behind the link stands %q (%v)", b, err)
	}
}

// A file is replaced if it is ours, or by force; what cannot be written is known before there is anything to write.
func TestVacantFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "page.html")
	occupied, ours := errors.New("occupied"), func(file io.Reader) bool {
		b, err := io.ReadAll(file)
		return err == nil && string(b) == "ours"
	}
	for _, c := range []struct {
		text  string
		force bool
		want  error
	}{{"", false, nil}, {"ours", false, nil}, {"notes", false, occupied}, {"notes", true, nil}} {
		if err := os.WriteFile(path, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := VacantFile(path, c.force, occupied, ours); !errors.Is(err, c.want) {
			t.Errorf("%q, force %v: the error is %v, want %v", c.text, c.force, err, c.want)
		}
	}
	if err := VacantFile(filepath.Join(path, "page.html"), false, occupied, ours); err == nil {
		t.Error("a file passes for a folder")
	}
	if err := errors.Join(VacantFile(filepath.Join(dir, "new"), false, occupied, ours), Writable(filepath.Join(dir, "deep", "new"))); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("to ask leaves %v (%v)", entries, err)
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	if file, err := os.Create(filepath.Join(dir, "x")); err == nil {
		file.Close()
		t.Skip("this user may write everywhere")
	}
	if err := Writable(filepath.Join(dir, "deep", "new")); !errors.Is(err, os.ErrPermission) {
		t.Errorf("the error is %v", err)
	}
}
