package main

import (
	"context"
	"errors"
	"net/url"

	"hesuan/internal/config"
	"hesuan/internal/embedded/clickhouse"
)

// clickhouseCommand is the embedded engine; it listens where HESUAN_CLICKHOUSE points and asks for the password written there.
type clickhouseCommand struct{}

// Run serves until ctx ends.
func (clickhouseCommand) Run(ctx context.Context, c *config.Config) error {
	at, err := url.Parse(c.ClickHouse)
	if err != nil || at.Host == "" || at.User == nil {
		return errors.New("the embedded ClickHouse needs its address: HESUAN_CLICKHOUSE=http://user:password@127.0.0.1:PORT/hesuan")
	}
	password, _ := at.User.Password()
	return clickhouse.Run(ctx, clickhouse.Options{
		Dir: c.Path("clickhouse"), Listen: at.Host, User: at.User.Username(), Password: password, Logger: c.Logger("clickhouse"),
	})
}
