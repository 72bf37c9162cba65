// Package id makes and carries identifiers: UUIDs of version 7, which sort by the
// time they were made, so that new rows land together in an index. An identifier
// has the type of what it names; the compiler refuses a customer where a SKU belongs.
package id

import (
	"database/sql/driver"
	"errors"

	"github.com/google/uuid"
)

// Of names one K. The zero value names nothing.
type Of[K any] [16]byte

// ID names a thing whose type is not known at compile time, such as the document behind an event.
type ID = Of[any]

// ErrSyntax says that a text is no identifier.
var ErrSyntax = errors.New("not an identifier")

// New makes a fresh identifier.
func New[K any]() Of[K] { return Of[K](uuid.Must(uuid.NewV7())) }

// Derive makes the identifier that always follows from these parts, so that a repeated
// import names the same things.
func Derive[K any](space, key string) Of[K] {
	return Of[K](uuid.NewSHA1(uuid.NewSHA1(uuid.NameSpaceOID, []byte(space)), []byte(key)))
}

// Parse reads the usual 36-character form.
func Parse[K any](s string) (Of[K], error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return Of[K]{}, ErrSyntax
	}
	return Of[K](u), nil
}

// Any forgets what the identifier names.
func (i Of[K]) Any() ID { return ID(i) }

// As says what an identifier names.
func As[K, J any](i Of[J]) Of[K] { return Of[K](i) }

// IsZero tells that i names nothing.
func (i Of[K]) IsZero() bool { return i == Of[K]{} }

// Raw is the identifier's 16 bytes, for codecs.
func (i Of[K]) Raw() [16]byte { return i }

// SetRaw takes 16 bytes from a codec.
func (i *Of[K]) SetRaw(raw [16]byte) { *i = raw }

func (i Of[K]) String() string { return uuid.UUID(i).String() }

// MarshalText writes the 36-character form, and nothing for the zero value.
func (i Of[K]) MarshalText() ([]byte, error) {
	if i.IsZero() {
		return []byte{}, nil
	}
	return []byte(i.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (i *Of[K]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = Of[K]{}
		return nil
	}
	parsed, err := Parse[K](string(b))
	*i = parsed
	return err
}

// Scan reads a uuid column; null gives the zero value.
func (i *Of[K]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = Of[K]{}
		return nil
	case string:
		return i.UnmarshalText([]byte(v))
	case []byte:
		if len(v) == 16 {
			copy(i[:], v)
			return nil
		}
		return i.UnmarshalText(v)
	}
	return ErrSyntax
}

// Value gives a driver the text form, and null for the zero value.
func (i Of[K]) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.String(), nil
}
