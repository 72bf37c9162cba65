package status

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"

	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Times of the life of a process in core.process.
const (
	beat    = 3 * time.Second  // between its signs of life
	silence = 12 * time.Second // without a sign it counts as gone
	grave   = 10 * time.Minute // then it is forgotten, if another one of its role lives
)

// Process is a running process of the house.
type Process struct {
	DB      *pg.DB
	Role    string
	Metrics bool // hand the metrics along with each sign of life
	Log     *slog.Logger

	id id.ID
}

// Run gives signs of life until ctx ends, then takes leave. While Postgres is away there is nobody to tell.
func (p *Process) Run(ctx context.Context) error {
	p.id = id.New[any]()
	host, _ := os.Hostname()
	started := time.Now()
	p.bury(ctx, host)
	for {
		_, err := p.DB.Pool.Exec(ctx, `insert into core.process (id, role, host, pid, version, started, seen, metrics)
			values ($1, $2, $3, $4, $5, $6, now(), $7) on conflict (id) do update set seen = now(), metrics = excluded.metrics`,
			p.id, p.Role, host, os.Getpid(), Version(), started, p.metrics())
		if err != nil && ctx.Err() == nil {
			p.Log.DebugContext(ctx, "no sign of life", "err", err)
		}
		select {
		case <-ctx.Done():
			short, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			_, _ = p.DB.Pool.Exec(short, "delete from core.process where id = $1", p.id)
			return nil
		case <-time.After(beat):
		}
	}
}

// bury removes those that were killed: of this machine and role when their pid is nobody's, of others when they have long been silent and
// are not the last of their role.
func (p *Process) bury(ctx context.Context, host string) {
	rows, err := p.DB.Pool.Query(ctx, "select id, pid from core.process where role = $1 and host = $2", p.Role, host)
	if err != nil {
		return
	}
	defer rows.Close()
	var gone []id.ID
	for rows.Next() {
		var one id.ID
		var pid int
		if rows.Scan(&one, &pid) == nil && (pid == os.Getpid() || syscall.Kill(pid, 0) == syscall.ESRCH) {
			gone = append(gone, one)
		}
	}
	rows.Close()
	_, _ = p.DB.Pool.Exec(ctx, `delete from core.process p where id = any($1) or seen < now() - make_interval(secs => $2)
		and exists (select from core.process o where o.role = p.role and o.seen > p.seen)`, gone, grave.Seconds())
}

// metrics are the house's own, as text.
func (p *Process) metrics() string {
	if !p.Metrics {
		return ""
	}
	families, err := prometheus.DefaultGatherer.Gather()
	if err != nil {
		return ""
	}
	var text bytes.Buffer
	for _, family := range families {
		if strings.HasPrefix(family.GetName(), "hesuan_") {
			_, _ = expfmt.MetricFamilyToText(&text, family)
		}
	}
	return text.String()
}

// Version names the program by the commit that it was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "?"
	}
	version := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			version = s.Value[:min(10, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			version += "+"
		}
	}
	return version
}
