package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/config"
	"hesuan/internal/pg"
)

// tokenCommand lets programs in, and out again.
type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Make an API token and print it; it is shown this once."`
	Revoke tokenRevoke `cmd:"" help:"End every token of a name."`
}

type tokenCreate struct {
	Name   string   `arg:"" help:"Who will use it: it stands in the history of what the program does."`
	Rights []string `required:"" placeholder:"RIGHT,…" help:"What it may do: sales.order.place, sales.*, or * for everything."`
}

type tokenRevoke struct {
	Name string `arg:"" help:"The name given to create."`
}

// Run prints the token alone, so that a script can take it; everything else goes to standard error.
func (t tokenCreate) Run(ctx context.Context, c *config.Config, out io.Writer) error {
	return withTokens(ctx, c, func(ctx context.Context, db *pg.DB, room *auth.Room) error {
		h, err := wire(ctx, db)
		if err != nil {
			return err
		}
		token, err := room.CreateToken(ctx, t.Name, t.Rights)
		if err != nil {
			return inWords(h.book, err)
		}
		for _, right := range t.Rights {
			if !grants(right, h.defs.Rights()) {
				fmt.Fprintf(os.Stderr, "note: no table or step asks for the right %q\n", right)
			}
		}
		fmt.Fprintln(out, token)
		return nil
	})
}

// Run tells how many tokens ended.
func (t tokenRevoke) Run(ctx context.Context, c *config.Config, out io.Writer) error {
	return withTokens(ctx, c, func(ctx context.Context, _ *pg.DB, room *auth.Room) error {
		ended, err := room.RevokeTokens(ctx, t.Name)
		if err != nil {
			return err
		}
		if ended == 0 {
			return fmt.Errorf("there is no token named %q", t.Name)
		}
		fmt.Fprintf(out, "%d ended\n", ended)
		return nil
	})
}

func withTokens(ctx context.Context, c *config.Config, fn func(ctx context.Context, db *pg.DB, room *auth.Room) error) error {
	if err := c.Join(); err != nil {
		return err
	}
	ctx = asHouse(ctx)
	db, err := pg.Open(ctx, c.Postgres)
	if err != nil {
		return err
	}
	defer db.Close()
	return fn(ctx, db, auth.New(db))
}

// grants tells that a right, or a pattern of rights, covers one that something asks for.
func grants(right string, asked []string) bool {
	who := actor.Actor{Rights: []string{right}}
	for _, one := range asked {
		if who.Can(one) {
			return true
		}
	}
	return false
}
