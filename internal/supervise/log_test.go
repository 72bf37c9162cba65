package supervise

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheLogTurnsOver(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log")
	log, err := openLog(dir)
	if err != nil {
		t.Fatal(err)
	}
	chunk := bytes.Repeat([]byte("x"), logSize/2)
	for range 2 * (logKept + 3) {
		if _, err := log.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != logKept+1 {
		t.Errorf("%d files are kept, want %d, %v", len(files), logKept+1, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Size() > logSize {
			t.Errorf("%s has %d bytes, %v", f.Name(), info.Size(), err)
		}
	}
}

func TestLinesAreNamedWholeAndRemembered(t *testing.T) {
	var out bytes.Buffer
	l := &lines{name: "sink", to: &out}
	for _, cut := range []string{"one\ntw", "o\r\n", "thr", "ee\n"} {
		if _, err := l.Write([]byte(cut)); err != nil {
			t.Fatal(err)
		}
	}
	if want := "sink       | one\nsink       | two\nsink       | three\n"; out.String() != want {
		t.Errorf("wrote %q, want %q", out.String(), want)
	}
	for range 20 {
		_, _ = l.Write([]byte("last\n"))
	}
	if words := l.lastWords(nil); strings.Contains(words, "three") || !strings.Contains(words, "last") {
		t.Errorf("the last words are %q", words)
	}
	silent := &lines{to: &out}
	if words := silent.lastWords(errors.New("exit status 3")); words != "exit status 3" {
		t.Errorf("of a silent part: %q", words)
	}
}
