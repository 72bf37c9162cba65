package seal_test

import (
	"context"
	"strings"
	"testing"

	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/seal"
	"hesuan/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files})
}

// SEC-13 in part: what was sealed opens for its person only, and for nobody once the person is erased.
func TestErasingAPersonErasesWhatWasSealed(t *testing.T) {
	db, err := pg.Open(t.Context(), testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	person, other := id.New[any](), id.New[any]()
	err = db.Do(t.Context(), func(tx *pg.Tx) error {
		sealed, err := seal.Seal(t.Context(), tx, person, "13800000000")
		if err != nil || strings.Contains(sealed, "138") {
			t.Errorf("sealed as %q, %v", sealed, err)
		}
		if text, err := seal.Open(t.Context(), tx, person, sealed); err != nil || text != "13800000000" {
			t.Errorf("opened as %q, %v", text, err)
		}
		if text, err := seal.Open(t.Context(), tx, other, sealed); err != nil || text != "" {
			t.Errorf("opened for another as %q, %v", text, err)
		}
		if err := seal.Erase(t.Context(), tx, person); err != nil {
			return err
		}
		if text, err := seal.Open(t.Context(), tx, person, sealed); err != nil || text != "" {
			t.Errorf("opened after erasure as %q, %v", text, err)
		}
		text, err := seal.Seal(t.Context(), tx, person, "again")
		if text != "" {
			t.Errorf("sealed for an erased person as %q", text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
