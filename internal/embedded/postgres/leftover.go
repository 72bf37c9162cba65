package postgres

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clear ends what a killed server left behind: backends of a dead postmaster, or a whole orphaned server. Whoever calls holds the lock
// on the data folder, so a server that still works in it serves nobody. A postmaster.pid whose number now belongs to a stranger,
// as after a reboot, is only a file: PostgreSQL itself would take it for a running server.
func clear(ctx context.Context, data string) error {
	sig := syscall.SIGQUIT
	for end := time.Now().Add(10 * time.Second); ; sig = 0 {
		pids := workers(data)
		if len(pids) == 0 {
			break
		}
		if time.Now().After(end) {
			sig, end = syscall.SIGKILL, time.Now().Add(time.Minute)
		}
		for _, pid := range pids {
			if sig != 0 {
				_ = syscall.Kill(pid, sig)
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("an older PostgreSQL server (pid %v) still works in %s", pids, data)
		case <-time.After(20 * time.Millisecond):
		}
	}
	err := os.Remove(filepath.Join(data, "postmaster.pid"))
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// workers lists the server processes whose working folder is data: PostgreSQL's all stand in theirs.
func workers(data string) []int {
	data, err := filepath.EvalSymlinks(data)
	if err != nil {
		return nil
	}
	names, _ := filepath.Glob("/proc/[0-9]*/cwd")
	var pids []int
	for _, name := range names {
		if cwd, err := os.Readlink(name); err != nil || cwd != data {
			continue
		}
		comm, _ := os.ReadFile(filepath.Join(filepath.Dir(name), "comm"))
		if !strings.HasPrefix(string(comm), "postgres") && !strings.HasPrefix(string(comm), "postmaster") {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name))); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}
