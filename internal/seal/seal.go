// Package seal encrypts what tells of a person before it leaves the rooms' tables for the
// event stream. Each person has a key of their own (AES-256-GCM) in core.subject_key; erasing the key erases
// the person from every event, in Postgres, Kafka and ClickHouse at once.
package seal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"strings"

	"hesuan/internal/pg"
)

const prefix = "sealed:1:"

// Seal encrypts text under the subject's key, which is made when it is first needed. The
// text of an erased person seals to nothing.
func Seal(ctx context.Context, tx *pg.Tx, subject [16]byte, text string) (string, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, "insert into core.subject_key (subject, key) values ($1, $2) on conflict do nothing", subject, fresh); err != nil {
		return "", err
	}
	box, err := open(ctx, tx, subject)
	if err != nil || box == nil {
		return "", err
	}
	return lock(box, subject, text)
}

func lock(box cipher.AEAD, subject [16]byte, text string) (string, error) {
	nonce := make([]byte, box.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return prefix + base64.RawStdEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(text), subject[:])), nil
}

// Open decrypts what Seal made; "" when the person was erased. Text that was never sealed is returned as it is.
func Open(ctx context.Context, tx *pg.Tx, subject [16]byte, text string) (string, error) {
	coded, sealed := strings.CutPrefix(text, prefix)
	if !sealed {
		return text, nil
	}
	box, err := open(ctx, tx, subject)
	if err != nil || box == nil {
		return "", err
	}
	raw, err := base64.RawStdEncoding.DecodeString(coded)
	if err != nil || len(raw) < box.NonceSize() {
		return "", base64.CorruptInputError(0)
	}
	plain, err := box.Open(nil, raw[:box.NonceSize()], raw[box.NonceSize():], subject[:])
	return string(plain), err
}

// Erase forgets a person's key.
func Erase(ctx context.Context, tx *pg.Tx, subject [16]byte) error {
	_, err := tx.Exec(ctx, "insert into core.subject_key (subject) values ($1) on conflict (subject) do update set key = null", subject)
	return err
}

// open gives the subject's cipher, nil for an erased person.
func open(ctx context.Context, tx *pg.Tx, subject [16]byte) (cipher.AEAD, error) {
	var key []byte
	if err := tx.QueryRow(ctx, "select key from core.subject_key where subject = $1", subject).Scan(&key); err != nil || key == nil {
		if err == pg.ErrNoRows {
			err = nil
		}
		return nil, err
	}
	return box(key)
}

func box(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
