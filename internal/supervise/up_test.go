package supervise_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hesuan/internal/embedded/child"
	"hesuan/internal/embedded/folder"
)

// A whole life: first start, stop, second start; the password is shown once, the addresses stay, the roles stop before the engines.
func TestTwoStartsOfOneCompany(t *testing.T) {
	data := dataFolder(t)
	first := up(t, data)
	first.waitReady()
	password := regexp.MustCompile(`password (\S+) \(shown only now\)`).FindStringSubmatch(first.text())
	user, err := os.ReadFile(filepath.Join(data, "user"))
	if err != nil || len(password) != 2 || string(user) != password[1] {
		t.Errorf("shown %q, the user was made with %q, %v", password, user, err)
	}
	if _, err := os.Stat(filepath.Join(data, "admin-password")); !os.IsNotExist(err) {
		t.Errorf("the password still lies there after it was shown: %v", err)
	}
	run, err := folder.ReadRun(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(first.parts()); got != 8 {
		t.Errorf("%d parts run, want 3 engines, 4 roles and the demo company: %v", got, first.parts())
	}
	first.interrupt()
	ended, err := os.ReadFile(filepath.Join(data, "ended"))
	if err != nil || string(ended) != "demo\nserve\nwork\nsink\nrelay\n" {
		t.Errorf("the roles ended as %q, %v", ended, err)
	}
	if log := first.log(); !strings.Contains(log, "database system is shut down") {
		t.Errorf("PostgreSQL did not end cleanly:\n%s", log)
	}

	second := up(t, data)
	second.waitReady()
	if strings.Contains(second.text(), "password") {
		t.Errorf("the second start shows a password:\n%s", second.text())
	}
	again, err := folder.ReadRun(data)
	run.PID, again.PID = 0, 0
	if err != nil || again.Postgres != run.Postgres || again.Kafka != run.Kafka || again.ClickHouse != run.ClickHouse {
		t.Errorf("the addresses changed from %+v to %+v, %v", run, again, err)
	}
	second.interrupt()
}

func TestWhateverIsKilledComesBack(t *testing.T) {
	u := up(t, dataFolder(t))
	u.waitReady()
	for _, name := range []string{"postgres", "kafka", "clickhouse", "relay", "sink", "work", "serve"} {
		pid := u.parts()[name]
		if pid == 0 {
			t.Fatalf("%s does not run: %v", name, u.parts())
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		u.until(name+" runs again", func() bool { now := u.parts()[name]; return now != 0 && now != pid })
	}
	if run, err := folder.ReadRun(u.data); err != nil || run.Postgres == "" {
		t.Errorf("after the kills run.json reads %+v, %v", run, err)
	}
	u.interrupt()
}

// kill -9 of the supervisor takes all parts along, and the next start needs nobody's help.
func TestNothingOutlivesAKilledUp(t *testing.T) {
	data := dataFolder(t)
	u := up(t, data)
	u.waitReady()
	parts := u.parts()
	u.Kill()
	for name, pid := range parts {
		u.until(name+" is gone", func() bool { return !alive(pid) })
	}
	if _, err := folder.ReadRun(data); err == nil {
		t.Error("commands still believe the run.json of the killed run")
	}
	next := up(t, data)
	next.waitReady()
	next.interrupt()
}

func TestWhatIsInTheWayIsSaid(t *testing.T) {
	data := dataFolder(t)
	running := up(t, data)
	running.waitReady()
	t.Run("the folder", func(t *testing.T) {
		second := up(t, data)
		second.refused("already runs there", "HESUAN_DATA")
	})
	t.Run("the address", func(t *testing.T) {
		other := up(t, dataFolder(t), "HESUAN_LISTEN="+running.listen)
		other.refused(running.listen+" is taken", "HESUAN_LISTEN")
	})
	t.Run("the Kafka port of the next start", func(t *testing.T) {
		running.interrupt()
		chosen, err := folder.OpenEngines(data)
		if err != nil {
			t.Fatal(err)
		}
		ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", chosen.KafkaPort))
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		next := up(t, data)
		next.waitReady()
		next.interrupt()
	})
}

func TestAGivenEngineIsNotStarted(t *testing.T) {
	u := up(t, dataFolder(t), "HESUAN_KAFKA=127.0.0.1:1", "HESUAN_POSTGRES=postgres://elsewhere/db")
	u.waitReady()
	if parts := u.parts(); parts["postgres"] != 0 || parts["kafka"] != 0 || parts["clickhouse"] == 0 {
		t.Errorf("running: %v", parts)
	}
	run, err := folder.ReadRun(u.data)
	if err != nil || run.Postgres != "postgres://elsewhere/db" || run.Kafka != "127.0.0.1:1" {
		t.Errorf("published %+v, %v", run, err)
	}
	u.interrupt()
}

func TestAMissingLibraryIsSaid(t *testing.T) {
	u := up(t, dataFolder(t), "HESUAN_CHDB=/nowhere/libchdb.so")
	u.refused("clickhouse did not start", "/nowhere/libchdb.so")
	if parts := u.parts(); len(parts) != 0 {
		t.Errorf("left behind: %v", parts)
	}
}

// running is an `up` under test.
type running struct {
	*child.Process
	t      *testing.T
	data   string
	listen string

	mu  sync.Mutex
	out bytes.Buffer
}

// up starts the stand-in's `up` on data, with further settings.
func up(t *testing.T, data string, settings ...string) *running {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u := &running{t: t, data: data, listen: ln.Addr().String()}
	_ = ln.Close()
	cmd := exec.Command(os.Args[0], "up")
	cmd.Env = append(append(os.Environ(), fakeEnv+"=1", "HESUAN_DATA="+data, "HESUAN_LISTEN="+u.listen), settings...)
	cmd.Stdout, cmd.Stderr = u, u
	if u.Process, err = child.Start(cmd, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		u.Kill()
		if t.Failed() {
			t.Logf("console:\n%s\nlog:\n%s", u.text(), u.log())
		}
	})
	return u
}

// Write gathers the console.
func (u *running) Write(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.out.Write(p)
}

func (u *running) text() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.out.String()
}

func (u *running) log() string {
	raw, _ := os.ReadFile(filepath.Join(u.data, "log", "hesuan.log"))
	return string(raw)
}

// until polls; what it waits for takes moments on a machine that is not overloaded.
func (u *running) until(what string, done func() bool) {
	u.t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			u.t.Fatalf("waited in vain: %s", what)
		}
	}
}

func (u *running) waitReady() {
	u.t.Helper()
	u.until("ready", func() bool {
		select {
		case <-u.Done():
			u.t.Fatalf("up ended: %v", u.Err())
		default:
		}
		return strings.Contains(u.text(), "Ctrl-C stops it")
	})
}

// interrupt is Ctrl-C; up must end well and leave nothing.
func (u *running) interrupt() {
	u.t.Helper()
	parts := u.parts()
	u.Signal(syscall.SIGINT)
	u.until("up ends", func() bool {
		select {
		case <-u.Done():
			return true
		default:
			return false
		}
	})
	if err := u.Err(); err != nil {
		u.t.Errorf("up ended with %v", err)
	}
	for name, pid := range parts {
		if alive(pid) {
			u.t.Errorf("%s outlived up", name)
		}
	}
}

// refused expects up to end by itself with a message that has all the words.
func (u *running) refused(words ...string) {
	u.t.Helper()
	select {
	case <-u.Done():
	case <-time.After(30 * time.Second):
		u.t.Fatal("up runs, but should not have started")
	}
	if u.Err() == nil {
		u.t.Error("up ended with exit code 0")
	}
	if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(u.text(), w) }) {
		u.t.Errorf("up said %q, which lacks one of %q", u.text(), words)
	}
}

// parts are up's children by name.
func (u *running) parts() map[string]int {
	found := map[string]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		raw, _ := os.ReadFile(path)
		_, rest, _ := strings.Cut(string(raw), ") ")
		fields := strings.Fields(rest)
		if len(fields) < 2 || fields[0] == "Z" || fields[1] != strconv.Itoa(u.Pid()) {
			continue
		}
		line, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
		args := strings.Split(strings.TrimRight(string(line), "\x00"), "\x00")
		name := args[len(args)-1]
		if strings.HasSuffix(args[0], "/postgres") {
			name = "postgres"
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		found[name] = pid
	}
	return found
}

// alive tells a running process from a gone one and from a zombie.
func alive(pid int) bool {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(raw), ") ")
	return err == nil && !strings.HasPrefix(rest, "Z")
}

// dataFolder is one that the user can reach whom PostgreSQL runs as.
func dataFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "hesuan-up")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
