package supervise

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// The log is one file for all parts, turned over when it is full; the older ones are hesuan.log.1 (the youngest) to .5.
const (
	logName = "hesuan.log"
	logSize = 16 << 20
	logKept = 5
)

// logFile is the turned-over log.
type logFile struct {
	mu   sync.Mutex
	path string
	file *os.File
	size int64
}

// openLog goes on with the log in dir.
func openLog(dir string) (*logFile, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	l := &logFile{path: filepath.Join(dir, logName)}
	return l, l.open()
}

func (l *logFile) open() error {
	f, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	l.file, l.size = f, info.Size()
	return nil
}

// Write adds whole lines. A log that cannot be written (a full disk) must not stop the parts that write to it.
func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size+int64(len(p)) > logSize {
		l.turn()
	}
	n, _ := l.file.Write(p)
	l.size += int64(n)
	return len(p), nil
}

// turn begins a new file; if that fails, the old one grows on.
func (l *logFile) turn() {
	for i := logKept - 1; i >= 1; i-- {
		_ = os.Rename(fmt.Sprintf("%s.%d", l.path, i), fmt.Sprintf("%s.%d", l.path, i+1))
	}
	if os.Rename(l.path, l.path+".1") != nil {
		return
	}
	old := l.file
	if l.open() == nil {
		_ = old.Close()
	}
}

// Close ends the log.
func (l *logFile) Close() error { return l.file.Close() }

// lines puts a part's name before each of its lines and remembers the last ones, for the message when the part cannot start.
type lines struct {
	name string
	to   io.Writer

	mu   sync.Mutex
	rest []byte
	last []string
}

// remembered is how many lines a message quotes.
const remembered = 6

// Write takes any cut of the output; half a line waits for its other half.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, p...)
	for {
		line, rest, found := bytes.Cut(l.rest, []byte("\n"))
		if !found {
			return len(p), nil
		}
		l.line(string(bytes.TrimRight(line, "\r")))
		l.rest = bytes.Clone(rest)
	}
}

func (l *lines) line(text string) {
	fmt.Fprintf(l.to, "%-10s | %s\n", l.name, text)
	if l.last = append(l.last, text); len(l.last) > remembered {
		l.last = l.last[1:]
	}
}

// lastWords is what the part said last, or how it ended if it said nothing.
func (l *lines) lastWords(err error) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if text := strings.TrimSpace(strings.Join(l.last, "\n")); text != "" {
		return text
	}
	return fmt.Sprint(err)
}
