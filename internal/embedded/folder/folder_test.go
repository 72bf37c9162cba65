package folder_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"hesuan/internal/embedded/folder"
)

func TestOneHolderAtATime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if folder.Held(dir) {
		t.Error("a folder that does not exist is held")
	}
	first, err := folder.Take(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = folder.Take(dir)
	if !errors.Is(err, folder.ErrHeld) || !strings.Contains(err.Error(), strconv.Itoa(os.Getpid())) {
		t.Errorf("a second holder gets %v, which should name the first", err)
	}
	if !folder.Held(dir) {
		t.Error("a held folder seems free")
	}
	time.AfterFunc(50*time.Millisecond, func() { _ = first.Free() })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	second, err := folder.Wait(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	_ = second.Free()
	if folder.Held(dir) {
		t.Error("a freed folder seems held: the file that stays is no lock")
	}
}

func TestChoicesStay(t *testing.T) {
	dir := t.TempDir()
	first, err := folder.OpenEngines(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := folder.OpenEngines(dir)
	if err != nil || first != second {
		t.Errorf("chosen anew: %+v, then %+v, %v", first, second, err)
	}
	info, err := os.Stat(filepath.Join(dir, "engines.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the passwords lie open: %v, %v", info.Mode(), err)
	}
}

func TestLostPasswordsAreSaid(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "postgres"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "postgres", "PG_VERSION"), []byte("15\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := folder.OpenEngines(dir); err == nil || !strings.Contains(err.Error(), "restore it from a backup") {
		t.Errorf("databases without their passwords give %v", err)
	}
}

func TestATakenPortIsChosenAnew(t *testing.T) {
	dir := t.TempDir()
	first, err := folder.OpenEngines(dir)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(first.KafkaPort))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	second, err := folder.OpenEngines(dir)
	if err != nil {
		t.Fatal(err)
	}
	if second.KafkaPort == first.KafkaPort {
		t.Error("a taken port is kept")
	}
	second.KafkaPort = first.KafkaPort
	if second != first {
		t.Errorf("more than the taken port changed: %+v, %+v", first, second)
	}
}

func TestRunIsBelievedOnlyWhileHeld(t *testing.T) {
	dir := t.TempDir()
	lock, err := folder.Take(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := folder.Run{PID: 7, URL: "http://127.0.0.1:1", Postgres: "p", Kafka: "k", ClickHouse: "c"}
	if err := want.WriteRun(dir); err != nil {
		t.Fatal(err)
	}
	if got, err := folder.ReadRun(dir); err != nil || got != want {
		t.Errorf("read %+v, %v", got, err)
	}
	_ = lock.Free()
	if _, err := folder.ReadRun(dir); !errors.Is(err, folder.ErrNotRunning) {
		t.Errorf("the file of a gone run gives %v", err)
	}
}
