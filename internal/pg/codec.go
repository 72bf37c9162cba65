package pg

import (
	"fmt"
	"math/big"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"hesuan/internal/fixed"
)

// numericCodec is pgx's codec for numeric, which besides knows the types of package fixed
// and moves them in binary form.
type numericCodec struct{ pgtype.NumericCodec }

func register(types *pgtype.Map) {
	types.RegisterType(&pgtype.Type{Name: "numeric", OID: pgtype.NumericOID, Codec: numericCodec{}})
	element := &pgtype.Type{Name: "numeric", OID: pgtype.NumericOID, Codec: numericCodec{}}
	types.RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
	named := &pgtype.Type{Name: "uuid", OID: pgtype.UUIDOID, Codec: uuidCodec{}}
	types.RegisterType(named)
	types.RegisterType(&pgtype.Type{Name: "_uuid", OID: pgtype.UUIDArrayOID, Codec: &pgtype.ArrayCodec{ElementType: named}})
	types.RegisterType(&pgtype.Type{Name: "_numeric", OID: pgtype.NumericArrayOID, Codec: &pgtype.ArrayCodec{ElementType: element}})
}

func (c numericCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	switch value.(type) {
	case fixed.Amount, fixed.Qty:
		return encodeFixed{c.NumericCodec.PlanEncode(m, oid, format, pgtype.Numeric{})}
	}
	return c.NumericCodec.PlanEncode(m, oid, format, value)
}

func (c numericCodec) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	switch target.(type) {
	case *fixed.Amount, *fixed.Qty:
		return scanFixed{c.NumericCodec.PlanScan(m, oid, format, new(pgtype.Numeric))}
	}
	return c.NumericCodec.PlanScan(m, oid, format, target)
}

type encodeFixed struct{ numeric pgtype.EncodePlan }

func (p encodeFixed) Encode(value any, buf []byte) ([]byte, error) {
	var n int64
	switch v := value.(type) {
	case fixed.Amount:
		n = int64(v)
	case fixed.Qty:
		n = int64(v)
	}
	return p.numeric.Encode(pgtype.Numeric{Int: big.NewInt(n), Exp: -4, Valid: true}, buf)
}

type scanFixed struct{ numeric pgtype.ScanPlan }

func (p scanFixed) Scan(src []byte, target any) error {
	var number pgtype.Numeric
	if err := p.numeric.Scan(src, &number); err != nil {
		return err
	}
	n, err := tenThousandths(number)
	if err != nil {
		return err
	}
	switch v := target.(type) {
	case *fixed.Amount:
		*v = fixed.Amount(n)
	case *fixed.Qty:
		*v = fixed.Qty(n)
	}
	return nil
}

// tenThousandths is a numeric as a count of 1/10000; null is zero, because sums over no rows are.
func tenThousandths(number pgtype.Numeric) (int64, error) {
	if !number.Valid || number.Int == nil {
		if number.Valid {
			return 0, fmt.Errorf("numeric %v: %w", number, fixed.ErrRange)
		}
		return 0, nil
	}
	n, ten := new(big.Int).Set(number.Int), big.NewInt(10)
	for exp := number.Exp; exp > -4; exp-- {
		n.Mul(n, ten)
	}
	for exp := number.Exp; exp < -4; exp++ {
		rest := new(big.Int)
		if n.QuoRem(n, ten, rest); rest.Sign() != 0 {
			return 0, fmt.Errorf("numeric of %d decimals: %w", -exp, fixed.ErrDigits)
		}
	}
	if !n.IsInt64() {
		return 0, fixed.ErrRange
	}
	return n.Int64(), nil
}

// uuidCodec is pgx's codec for uuid, which besides knows the identifiers of package id:
// the zero identifier is null.
type uuidCodec struct{ pgtype.UUIDCodec }

type identifier interface{ Raw() [16]byte }

type identified interface{ SetRaw([16]byte) }

func (c uuidCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.(identifier); ok {
		return encodeID{c.UUIDCodec.PlanEncode(m, oid, format, pgtype.UUID{})}
	}
	return c.UUIDCodec.PlanEncode(m, oid, format, value)
}

func (c uuidCodec) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	if _, ok := target.(identified); ok {
		return scanID{c.UUIDCodec.PlanScan(m, oid, format, new(pgtype.UUID))}
	}
	return c.UUIDCodec.PlanScan(m, oid, format, target)
}

type encodeID struct{ uuid pgtype.EncodePlan }

func (p encodeID) Encode(value any, buf []byte) ([]byte, error) {
	raw := value.(identifier).Raw()
	return p.uuid.Encode(pgtype.UUID{Bytes: raw, Valid: raw != [16]byte{}}, buf)
}

type scanID struct{ uuid pgtype.ScanPlan }

func (p scanID) Scan(src []byte, target any) error {
	var u pgtype.UUID
	if err := p.uuid.Scan(src, &u); err != nil {
		return err
	}
	target.(identified).SetRaw(u.Bytes)
	return nil
}
