package folder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// ErrHeld means that another process holds the folder.
var ErrHeld = errors.New("in use by another process")

// lockName is the file whose flock stands for the folder.
const lockName = "lock"

// Lock is a held folder.
type Lock struct{ file *os.File }

// Take makes dir if need be and holds it until Free or the end of this process. ErrHeld comes at once.
func Take(dir string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder := holderOf(f)
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%s is %w%s", dir, ErrHeld, holder)
		}
		return nil, fmt.Errorf("locking %s: %w", dir, err)
	}
	// The pid is for people; the flock alone decides.
	if err := errors.Join(f.Truncate(0), write(f, fmt.Sprintln(os.Getpid()))); err != nil {
		_ = f.Close()
		return nil, err
	}
	return &Lock{f}, nil
}

// Wait takes dir as soon as its holder lets go: a killed predecessor needs a moment to vanish.
func Wait(ctx context.Context, dir string) (*Lock, error) {
	for {
		l, err := Take(dir)
		if !errors.Is(err, ErrHeld) {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Free lets go of the folder.
func (l *Lock) Free() error { return l.file.Close() }

// Held tells whether a process holds dir.
func Held(dir string) bool {
	f, err := os.Open(filepath.Join(dir, lockName))
	if err != nil {
		return false
	}
	defer f.Close()
	return errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}

// holderOf says who holds the lock, as far as its file tells.
func holderOf(f *os.File) string {
	var pid int
	if _, err := fmt.Fscan(f, &pid); err != nil {
		return ""
	}
	return fmt.Sprintf(" (pid %d)", pid)
}

func write(f *os.File, text string) error {
	_, err := f.WriteAt([]byte(text), 0)
	return err
}
