package folder

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// Engines are the choices made once for the embedded engines of a folder.
type Engines struct {
	PostgresPassword   string `json:"postgres_password"`
	ClickHousePassword string `json:"clickhouse_password"`
	KafkaPort          int    `json:"kafka_port"`
	ClickHousePort     int    `json:"clickhouse_port"`
}

const enginesName = "engines.json"

// OpenEngines reads the choices, makes those that are missing, and gives a new port for one that somebody else has taken since. The
// caller holds the folder.
func OpenEngines(dir string) (Engines, error) {
	var e Engines
	path := filepath.Join(dir, enginesName)
	err := readJSON(path, &e)
	if _, old := os.Stat(filepath.Join(dir, "postgres", "PG_VERSION")); errors.Is(err, os.ErrNotExist) && old != nil {
		err = nil // a new folder
	}
	if err != nil {
		return e, fmt.Errorf("%w: it holds the passwords of the databases beside it; restore it from a backup", err)
	}
	before := e
	if e.PostgresPassword == "" {
		e.PostgresPassword = rand.Text()
	}
	if e.ClickHousePassword == "" {
		e.ClickHousePassword = rand.Text()
	}
	for _, port := range []*int{&e.KafkaPort, &e.ClickHousePort} {
		if err := choose(port); err != nil {
			return e, err
		}
	}
	if e == before {
		return e, nil
	}
	return e, writeJSON(path, e)
}

// choose keeps a port that is free and replaces any other.
func choose(port *int) error {
	if *port != 0 && free(*port) {
		return nil
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("no free port on the loopback interface: %w", err)
	}
	defer ln.Close()
	*port = ln.Addr().(*net.TCPAddr).Port
	return nil
}

func free(port int) bool {
	ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	_ = ln.Close()
	return true
}

func readJSON(path string, v any) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// writeJSON replaces the file whole, readable by its owner alone; a full disk or a kill leaves the old one.
func writeJSON(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(raw, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
