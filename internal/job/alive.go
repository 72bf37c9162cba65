package job

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// A worker holds, on a connection of its own, a lock named after it for as long as it works. Postgres drops the lock with the connection,
// so a job that is at work for a worker without a lock is nobody's: the worker was killed, or its machine is gone. The others give such
// jobs free. Without this they would block their like, being unique, until river takes them for stuck: after an hour.

// aliveClass keeps our locks apart from other advisory locks.
const aliveClass = 0x68657375

// aliveEvery is how often a worker looks after its lock and for orphans.
const aliveEvery = 2 * time.Second

// hold takes the lock of this worker.
func (w *worker) hold(ctx context.Context) (*pgxpool.Conn, error) {
	conn, err := w.db.Pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1, hashtext($2) & 2147483647)", aliveClass, w.name); err != nil {
		conn.Release()
		return nil, err
	}
	return conn, nil
}

// watch gives orphans free until the connection is lost or ctx ends; then it gives the lock back.
func (w *worker) watch(ctx context.Context, conn *pgxpool.Conn) error {
	for {
		select {
		case <-ctx.Done():
			_, err := conn.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock_all()")
			return err
		case <-time.After(aliveEvery):
		}
		short, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		tag, err := conn.Exec(short, freeOrphans, aliveClass)
		cancel()
		if err != nil {
			return err
		}
		if n := tag.RowsAffected(); n > 0 {
			w.log.Warn("jobs of a worker that is gone begin anew", "jobs", n)
		}
	}
}

// freeOrphans lets jobs begin anew that nobody works on; one that has taken its worker along five times is given up.
const freeOrphans = `update river_job set scheduled_at = now(),
		state = (case when attempt < max_attempts then 'available' else 'discarded' end)::river_job_state,
		finalized_at = case when attempt < max_attempts then null else now() end
	where state = 'running' and kind = 'hesuan' and not exists (
		select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
			and classid = $1 and objid = (hashtext(attempted_by[cardinality(attempted_by)]) & 2147483647)::oid and objsubid = 2)`
