package olap

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrRebuild says that the event table itself has changed, so that only a rebuild from Postgres helps.
var ErrRebuild = errors.New("the warehouse's event table is of another version: run `hesuan rebuild`")

// Tickets gives rising numbers, each greater than all given before it anywhere (see Refresh).
type Tickets func(context.Context) (uint64, error)

// Migrate makes what is missing, and makes anew every fact and roll-up whose declaration has changed. It is for one process at a
// time: the caller holds a lock.
func (w *Warehouse) Migrate(ctx context.Context, tickets Tickets) error {
	for _, table := range houseTables() {
		if err := w.DB.Exec(ctx, ifMissing(table)); err != nil {
			return err
		}
	}
	made, err := w.definitions(ctx)
	if err != nil {
		return err
	}
	event := eventTable()
	if old := made["event"]; old != "" && old != hash(event) {
		return ErrRebuild
	}
	if err := w.DB.Exec(ctx, ifMissing(event)); err != nil {
		return err
	}
	if err := w.define(ctx, "event", hash(event)); err != nil {
		return err
	}
	for _, f := range facts {
		if err := w.migrateFact(ctx, f, made); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	for _, r := range rollups {
		if err := w.migrateRollup(ctx, r, made[r.Name], tickets); err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
	}
	return w.retire(ctx, made)
}

// retire drops the facts and roll-ups that are no longer declared.
func (w *Warehouse) retire(ctx context.Context, made map[string]string) error {
	delete(made, "event")
	for _, f := range facts {
		delete(made, f.Name)
	}
	for _, r := range rollups {
		delete(made, r.Name)
	}
	for name, hash := range made {
		if hash == "" {
			continue
		}
		for _, drop := range starving(name) {
			if err := w.DB.Exec(ctx, drop); err != nil {
				return err
			}
		}
		if err := w.define(ctx, name, ""); err != nil {
			return err
		}
	}
	return nil
}

// Drop removes all tables but those that tell how far the stream has come, which stays true through a rebuild.
func (w *Warehouse) Drop(ctx context.Context) error {
	drops := []string{"drop table if exists definition sync"}
	for _, f := range facts {
		drops = append(drops, starving(f.Name)...)
	}
	drops = append(drops, "drop table if exists event sync")
	for _, r := range rollups {
		drops = append(drops, "drop table if exists "+r.Name+" sync")
	}
	for _, drop := range drops {
		if err := w.DB.Exec(ctx, drop); err != nil {
			return err
		}
	}
	return nil
}

// migrateFact fills a new fact after its view has begun to watch: what arrives in between is in both, which does no harm. The
// roll-ups over it are forgotten, so that they are computed anew.
func (w *Warehouse) migrateFact(ctx context.Context, f *Fact, made map[string]string) error {
	now := hash(f.table() + strings.Join(f.feeding(), ""))
	if made[f.Name] == now {
		return nil
	}
	steps := append(starving(f.Name), f.table())
	steps = append(steps, f.feeding()...)
	for _, step := range append(steps, "insert into "+f.Name+" "+f.rowsOf("type in "+f.types())+unfolding) {
		if err := w.DB.Exec(ctx, step); err != nil {
			return err
		}
	}
	for _, r := range rollupsOf(f.Name) {
		made[r.Name] = ""
		if err := w.define(ctx, r.Name, ""); err != nil {
			return err
		}
	}
	return w.define(ctx, f.Name, now)
}

func (w *Warehouse) migrateRollup(ctx context.Context, r *Rollup, old string, tickets Tickets) error {
	now := hash(r.table() + r.buckets())
	if old == now {
		return nil
	}
	for _, step := range []string{"drop table if exists " + r.Name + " sync", r.table()} {
		if err := w.DB.Exec(ctx, step); err != nil {
			return err
		}
	}
	if err := w.refreshAll(ctx, r, tickets); err != nil {
		return err
	}
	return w.define(ctx, r.Name, now)
}

func (w *Warehouse) definitions(ctx context.Context) (map[string]string, error) {
	var rows []struct {
		Name string `ch:"name"`
		Hash string `ch:"hash"`
	}
	if err := w.DB.Select(ctx, &rows, "select name, hash from definition final"); err != nil {
		return nil, err
	}
	made := map[string]string{}
	for _, row := range rows {
		made[row.Name] = row.Hash
	}
	return made, nil
}

func (w *Warehouse) define(ctx context.Context, name, hash string) error {
	batch, err := w.DB.Batch(ctx, "insert into definition (name, hash, at)")
	if err != nil {
		return err
	}
	if err := batch.Append(name, hash, time.Now().UTC()); err != nil {
		return err
	}
	return batch.Send()
}

func eventTable() string { return embedded("event.sql") }

func houseTables() []string { return strings.Split(embedded("house.sql"), ";\n\n") }

func embedded(name string) string {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(text))
}

func ifMissing(table string) string {
	return strings.Replace(table, "create table ", "create table if not exists ", 1)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
