package supervise

import (
	"context"
	"errors"

	"hesuan/internal/config"
	"hesuan/internal/embedded/folder"
	"hesuan/internal/embedded/postgres"
)

// Postgres lets fn work with the embedded Postgres of a data folder in which nothing else runs: for what no role may be beside. A new
// folder gets an empty database.
func Postgres(ctx context.Context, c config.Config, fn func(ctx context.Context, dsn string) error) error {
	lock, err := hold(ctx, c.Data)
	if err != nil {
		return err
	}
	defer lock.Free()
	if err := enoughSpace(c.Data); err != nil {
		return err
	}
	log, err := openLog(c.Path("log"))
	if err != nil {
		return err
	}
	defer log.Close()
	chosen, err := folder.OpenEngines(c.Data)
	if err != nil {
		return err
	}
	server, err := postgres.Start(ctx, postgres.Options{
		Dir: c.Path("postgres"), Password: chosen.PostgresPassword, Durable: true, Log: &lines{name: "postgres", to: log},
	})
	if err != nil {
		return err
	}
	return errors.Join(fn(ctx, server.DSN()), server.Close())
}
