package seal

import (
	"context"
	"crypto/cipher"
	"crypto/rand"

	"hesuan/internal/pg"
)

// Ring holds the keys of many people, for writers of many rows.
type Ring struct{ boxes map[[16]byte]cipher.AEAD }

// Keys takes the keys of people out of Postgres at once, and makes those that are missing.
func Keys(ctx context.Context, tx *pg.Tx, people [][16]byte) (*Ring, error) {
	ring := &Ring{boxes: map[[16]byte]cipher.AEAD{}}
	var subjects [][16]byte
	var fresh [][]byte
	for _, one := range people {
		if _, seen := ring.boxes[one]; seen {
			continue
		}
		ring.boxes[one] = nil
		key := make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			return nil, err
		}
		subjects, fresh = append(subjects, one), append(fresh, key)
	}
	if len(subjects) == 0 {
		return ring, nil
	}
	_, err := tx.Exec(ctx, "insert into core.subject_key (subject, key) select * from unnest($1::uuid[], $2::bytea[]) on conflict do nothing", subjects, fresh)
	if err != nil {
		return nil, err
	}
	return ring, ring.read(ctx, tx, subjects)
}

func (r *Ring) read(ctx context.Context, tx *pg.Tx, subjects [][16]byte) error {
	found, err := tx.Query(ctx, "select subject, key from core.subject_key where subject = any($1) and key is not null", subjects)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var subject [16]byte
		var key []byte
		if err := found.Scan(&subject, &key); err != nil {
			return err
		}
		if r.boxes[subject], err = box(key); err != nil {
			return err
		}
	}
	return found.Err()
}

// Seal encrypts text under the key of a person of the ring. The text of an erased person seals to nothing.
func (r *Ring) Seal(subject [16]byte, text string) (string, error) {
	if r.boxes[subject] == nil {
		return "", nil
	}
	return lock(r.boxes[subject], subject, text)
}
