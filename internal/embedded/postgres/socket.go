package postgres

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// port only names the socket file: each server has a socket folder of its own.
const port = 5432

// longest is the room that a Unix socket's path has (sun_path, with its closing zero byte).
const longest = 107

// socketFolder is beside the data, or, where that path is too long for a socket, a folder in /tmp whose name follows from it.
func socketFolder(dir string) string {
	beside := dir + ".socket"
	if len(socketFile(beside)) <= longest {
		return beside
	}
	sum := sha256.Sum256([]byte(dir))
	return fmt.Sprintf("%s/hesuan-%d-%x", "/tmp", os.Getuid(), sum[:6])
}

func socketFile(folder string) string { return filepath.Join(folder, fmt.Sprintf(".s.PGSQL.%d", port)) }

// DSN is the address of the house's database.
func (s *Server) DSN() string { return s.DSNOf(Database) }

// DSNOf is the address of another database of the same server.
func (s *Server) DSNOf(database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(User, s.opt.Password), Path: "/" + database}
	u.RawQuery = url.Values{"host": {s.socket}, "port": {fmt.Sprint(port)}}.Encode()
	return u.String()
}
