package postgres

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// setting is one line of postgresql.conf.
type setting struct{ name, value string }

// settings suit a machine with two cores and a few gigabytes that it shares with two other engines.
func (s *Server) settings() []setting {
	list := []setting{
		{"listen_addresses", ""},
		{"unix_socket_directories", s.socket},
		{"unix_socket_permissions", "0700"},
		{"port", fmt.Sprint(port)},
		{"cluster_name", "hesuan"},
		{"max_connections", "100"},
		{"shared_buffers", "256MB"},
		{"effective_cache_size", "1GB"},
		{"work_mem", "16MB"},
		{"maintenance_work_mem", "128MB"},
		{"random_page_cost", "1.1"}, // disks without a moving head
		{"jit", "off"},              // costs more than it gives on short statements
		{"wal_level", "logical"},    // the relay reads the event table from the WAL
		{"max_wal_senders", "10"},
		{"max_replication_slots", "10"},
		{"max_slot_wal_keep_size", "4GB"}, // a relay that stays away may not fill the disk; it refills from the event table
		{"max_wal_size", "2GB"},
		{"wal_compression", s.compression()},
		{"synchronous_commit", "on"}, // an acknowledged order is on disk
		{"timezone", "UTC"},
		{"log_timezone", "UTC"},
		{"log_line_prefix", "%m [%p] "},
		{"log_min_duration_statement", "2s"},
		{"log_parameter_max_length", "0"}, // parameters are people's names and addresses
		{"log_checkpoints", "off"},
	}
	if !s.opt.Durable {
		list = append(list, setting{"fsync", "off"}, setting{"full_page_writes", "off"})
	}
	for name, value := range s.opt.Settings {
		list = append(list, setting{name, value})
	}
	return list
}

// compression of the pages that go into the WAL whole: the way that PostgreSQL always knows took a third of its time under load, so lz4
// where the server was built with it.
func (s *Server) compression() string {
	if exec.Command(s.bin.path("postgres"), "-C", "wal_compression", "-c", "wal_compression=lz4", "-D", s.opt.Dir).Run() != nil {
		return "on"
	}
	return "lz4"
}

// configure writes postgresql.conf anew before each start, so that it always fits this version of Hesuan.
func (s *Server) configure() error {
	var b strings.Builder
	b.WriteString("# Written by Hesuan at each start. Put your own settings into local.conf beside this file.\n")
	for _, set := range s.settings() {
		fmt.Fprintf(&b, "%s = '%s'\n", set.name, strings.ReplaceAll(set.value, "'", "''"))
	}
	b.WriteString("include_if_exists = 'local.conf'\n")
	path := filepath.Join(s.opt.Dir, "postgresql.conf")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		return err
	}
	return s.account.own(path)
}
