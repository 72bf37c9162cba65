package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// commandLimit is far above what any command of the tests takes, and far below the limit of go test.
const commandLimit = 6 * time.Minute

// said runs a command to its end and gives what it printed, and its complaints apart. One that hangs shows where it stands.
func said(t *testing.T, cmd *exec.Cmd) (out, complaint []byte, err error) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 5 * time.Second // who outlives it may hold its pipes
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	alarm := time.AfterFunc(commandLimit, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) })
	err = cmd.Wait()
	if !alarm.Stop() {
		err = fmt.Errorf("%v hung for %s: %w\n%s", cmd.Args, commandLimit, err, stderr.Bytes())
	}
	return stdout.Bytes(), stderr.Bytes(), err
}
