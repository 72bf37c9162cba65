package child_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"hesuan/internal/embedded/child"
)

// TestMain doubles as the parent that the tests kill: it starts a child of its own and tells its pid.
func TestMain(m *testing.M) {
	if os.Getenv("HESUAN_CHILD_TEST") == "" {
		os.Exit(m.Run())
	}
	p, err := child.Start(exec.Command("sleep", "1000"), syscall.SIGKILL)
	if err != nil {
		panic(err)
	}
	fmt.Println(p.Pid())
	select {}
}

func TestChildDiesWithItsKilledParent(t *testing.T) {
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), "HESUAN_CHILD_TEST=1")
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p, err := child.Start(parent, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var grandchild int
	if _, err := fmt.Sscan(line, &grandchild); err != nil {
		t.Fatal(err)
	}
	if !running(grandchild) {
		t.Fatal("the grandchild never ran")
	}
	p.Kill()
	for end := time.Now().Add(5 * time.Second); running(grandchild); {
		if time.Now().After(end) {
			_ = syscall.Kill(grandchild, syscall.SIGKILL)
			t.Fatal("the grandchild outlived its killed parent")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestStopKillsWhatWillNotListen(t *testing.T) {
	cmd := exec.Command("sh", "-c", `trap "" TERM; echo ready; while :; do sleep 0.05; done`)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p, err := child.Start(cmd, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if p.Stop(syscall.SIGTERM, 50*time.Millisecond) {
		t.Error("a process that ignores SIGTERM is said to have complied")
	}
	if p.Err() == nil {
		t.Error("a killed process is said to have ended well")
	}
}

// running tells a live process from a gone one and from a zombie that nobody has buried yet.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}
