// Package job runs what happens by itself: alerts, numbering, forecasts, reconciliation.
// Jobs wait in Postgres (river), so that they outlive a crash, run once however many
// workers there are, and are tried again when they fail.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"hesuan/internal/actor"
	"hesuan/internal/id"
	"hesuan/internal/observe"
	"hesuan/internal/pg"
)

// Job is something that happens by itself, every so often or when asked for.
type Job struct {
	Name    string
	Every   time.Duration // 0: only when asked for
	AtStart bool          // also when the first worker starts
	Timeout time.Duration // 0: one minute
	Run     func(ctx context.Context) error
}

// args names a job to river.
type args struct {
	Name string `json:"name"`
}

// Kind is river's word for the type of a job.
func (args) Kind() string { return "hesuan" }

// unique keeps a job from being queued again while it waits or runs.
func (args) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 5, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
	}}}
}

// Migrate makes river's tables.
func Migrate(ctx context.Context, db *pg.DB) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(db.Pool), nil)
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// Ask queues a job by name, in the transaction that wants it done.
func Ask(ctx context.Context, tx *pg.Tx, name string) error {
	client, err := river.NewClient(riverpgxv5.New(nil), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = client.InsertTx(ctx, pgx.Tx(tx.Tx), args{name}, nil)
	return err
}

// Work runs jobs until ctx ends, and with it the context of those at work. When Postgres goes away it waits for it.
func Work(ctx context.Context, db *pg.DB, log *slog.Logger, jobs ...Job) error {
	w := &worker{db: db, log: log, jobs: map[string]Job{}}
	for _, j := range jobs {
		w.jobs[j.Name] = j
	}
	for {
		err := w.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		log.Warn("work interrupted", "err", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Second):
		}
	}
}

// session works for as long as the worker holds its lock (alive.go). Each has a name of its own: what the session before could not
// finish is an orphan, too.
func (w *worker) session(ctx context.Context) error {
	w.name = id.New[any]().String()
	conn, err := w.hold(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	client, err := w.client()
	if err != nil {
		return err
	}
	if err := client.Start(ctx); err != nil {
		return err
	}
	lost := make(chan error, 1)
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	go func() { lost <- w.watch(watching, conn) }()
	select {
	case <-client.Stopped():
		stop()
		<-lost // the connection is ours again
		return nil
	case err := <-lost: // others will take what we have at hand: let go of it
		stop()
		_ = conn.Conn().Close(context.WithoutCancel(ctx))
		return errors.Join(err, client.StopAndCancel(context.WithoutCancel(ctx)))
	}
}

// atOnce is how many jobs a worker does at once: some take minutes, such as a forecast, a comparison, an import and a load, and those of
// every second must not wait for them.
const atOnce = 6

func (w *worker) client() (*river.Client[pgx.Tx], error) {
	var periodic []*river.PeriodicJob
	for _, j := range w.jobs {
		if j.Every > 0 {
			periodic = append(periodic, river.NewPeriodicJob(river.PeriodicInterval(j.Every),
				func() (river.JobArgs, *river.InsertOpts) { return args{j.Name}, nil }, &river.PeriodicJobOpts{RunOnStart: j.AtStart}))
		}
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, w)
	return river.NewClient(riverpgxv5.New(w.db.Pool), &river.Config{ID: w.name,
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: atOnce}}, Workers: workers, PeriodicJobs: periodic, Logger: quiet(w.log),
	})
}

// quiet drops river's own news below warnings.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(atLeast{log.Handler(), slog.LevelWarn})
}

type atLeast struct {
	slog.Handler
	level slog.Level
}

func (h atLeast) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= h.level && h.Handler.Enabled(ctx, level)
}

type worker struct {
	river.WorkerDefaults[args]
	db   *pg.DB
	log  *slog.Logger
	name string // of this session among all workers'
	jobs map[string]Job
}

// Timeout is the job's own.
func (w *worker) Timeout(j *river.Job[args]) time.Duration {
	if timeout := w.jobs[j.Args.Name].Timeout; timeout > 0 {
		return timeout
	}
	return time.Minute
}

// Work runs a job as the house.
func (w *worker) Work(ctx context.Context, j *river.Job[args]) error {
	found, known := w.jobs[j.Args.Name]
	if !known {
		return river.JobCancel(fmt.Errorf("no job %q", j.Args.Name))
	}
	ctx = observe.With(actor.With(ctx, actor.House), slog.String("job", j.Args.Name), slog.Int64("run", j.ID))
	ctx, span := observe.Begin(ctx, "job."+j.Args.Name)
	began := time.Now()
	err := found.Run(ctx)
	w.tell(ctx, j.Args.Name, time.Since(began), err)
	span.Done(err)
	return err
}

// busy is the time from which a job that went well is worth a line of its own: many look every few seconds and find nothing to do.
const busy = 250 * time.Millisecond

// tell counts a run and writes its line.
func (w *worker) tell(ctx context.Context, name string, took time.Duration, err error) {
	observe.Jobs.WithLabelValues(name).Observe(took.Seconds())
	switch {
	case err != nil && errors.Is(ctx.Err(), context.Canceled): // no failure: the worker stops, and the job begins anew with another
		w.log.InfoContext(ctx, "job interrupted", "took", took)
	case err != nil:
		observe.JobFailures.WithLabelValues(name).Inc()
		w.log.ErrorContext(ctx, "job failed", "took", took, "err", err)
	case took > busy:
		w.log.InfoContext(ctx, "job", "took", took)
	default:
		w.log.DebugContext(ctx, "job", "took", took)
	}
}
