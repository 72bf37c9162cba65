package clickhouse

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrInUse means that another process has the folder open.
var ErrInUse = errors.New("the ClickHouse folder is in use")

// lockFolder makes the folder ours. The lock is the kernel's: it goes with the process that holds it, however that
// ends, so there is no stale lock.
func lockFolder(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the ClickHouse folder: %w", err)
	}
	path := filepath.Join(dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the ClickHouse folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := os.ReadFile(path)
		f.Close()
		return nil, fmt.Errorf("%w: %s (process %s)", ErrInUse, dir, trimmed(holder))
	}
	if err := errors.Join(f.Truncate(0), write(f, strconv.Itoa(os.Getpid())+"\n")); err != nil {
		f.Close()
		return nil, fmt.Errorf("the ClickHouse folder is not writable (disk full?): %w", err)
	}
	return f, nil
}

// lowSpace is where a disk is worth a warning: merges need room for the parts they write.
const lowSpace = 512 << 20

// freeSpace is what is left on the folder's disk.
func freeSpace(dir string) uint64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return math.MaxUint64
	}
	return s.Bavail * uint64(s.Bsize)
}

func write(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// listen opens the port, on loopback only: what is behind it can read files.
func listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("the address of ClickHouse: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("the embedded ClickHouse listens on loopback only, not on %s", address)
	}
	for end := time.Now().Add(portPatience); ; time.Sleep(50 * time.Millisecond) {
		l, err := net.Listen("tcp", address)
		if !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
		if time.Now().After(end) {
			return nil, fmt.Errorf("the port of ClickHouse is taken by another program: %s", address)
		}
	}
}

// portPatience outlasts clients that call a dead engine: one that calls a free port of the ephemeral range may, by
// bad luck, get that very port for itself and hold it for a moment.
const portPatience = 2 * time.Second

func trimmed(b []byte) string { return string(bytes.TrimSpace(b)) }

// machineMemory is the machine's memory in bytes, 0 if unknown.
func machineMemory() int64 {
	info, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(info)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "MemTotal:" {
			kib, _ := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10
		}
	}
	return 0
}
