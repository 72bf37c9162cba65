package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/config"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// tokenCommand lets programs in, and out again.
type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Make an API token and print it; it is shown this once."`
	Revoke tokenRevoke `cmd:"" help:"End every token of a name."`
}

type tokenCreate struct {
	Name   string        `arg:"" help:"Who will use it: it stands in the history of what the program does."`
	Rights []string      `required:"" placeholder:"RIGHT,…" help:"What it may do: sales.order.place, sales.*, or * for everything."`
	User   string        `placeholder:"LOGIN" help:"For whom it works: it never may more than this user. Without one it works for the house."`
	Only   []string      `placeholder:"KIND=CODE,…" help:"What it may see: warehouse=WH,channel=TM. Everything otherwise."`
	Ends   time.Duration `placeholder:"DURATION" help:"After which it ends, such as 720h. Never otherwise."`
}

type tokenRevoke struct {
	Name string `arg:"" help:"The name given to create."`
}

// Run prints the token alone, so that a script can take it; everything else goes to standard error.
func (t tokenCreate) Run(ctx context.Context, c *config.Config, out io.Writer) error {
	return withRooms(ctx, c, func(ctx context.Context, h *house) error {
		grant, err := t.grant(ctx, h)
		if err != nil {
			return inWords(h.book, err)
		}
		token, err := h.auth.CreateToken(ctx, grant)
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

// grant finds whom and what the words of the command mean.
func (t tokenCreate) grant(ctx context.Context, h *house) (auth.Grant, error) {
	g := auth.Grant{Name: t.Name, Rights: t.Rights}
	if t.Ends != 0 {
		end := h.db.Clock().UTC().Add(t.Ends)
		g.Expires = &end
	}
	return g, h.db.View(ctx, func(tx *pg.Tx) error {
		if t.User != "" {
			owner, err := h.auth.Users.ByKey(ctx, tx, t.User)
			if err != nil {
				return err
			}
			g.Owner = ref.User(owner)
		}
		for _, only := range t.Only {
			if err := h.within(ctx, tx, &g, only); err != nil {
				return err
			}
		}
		return nil
	})
}

// within adds one thing, such as warehouse=WH, to what a token may see.
func (h *house) within(ctx context.Context, tx *pg.Tx, g *auth.Grant, only string) error {
	kind, code, _ := strings.Cut(only, "=")
	kinds, things := h.defs.Kinds()
	for i, def := range things {
		if kinds[i] != kind {
			continue
		}
		key, err := def.ByKey(ctx, tx, code)
		if err != nil {
			return err
		}
		if g.Scope == nil {
			g.Scope = actor.Scope{}
		}
		g.Scope[kind] = append(g.Scope[kind], id.ID(key))
		return nil
	}
	return fmt.Errorf("%q is none of %s", only, strings.Join(kinds, "=CODE, ")+"=CODE")
}

// Run tells how many tokens ended.
func (t tokenRevoke) Run(ctx context.Context, c *config.Config, out io.Writer) error {
	return withDB(ctx, c, func(ctx context.Context, db *pg.DB) error {
		ended, err := auth.New(db).RevokeTokens(ctx, t.Name)
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
