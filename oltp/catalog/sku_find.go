package catalog

import (
	"context"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// ByID reads SKUs by their ids; one that does not exist is a fault, archived ones are found.
func (r *Room) ByID(ctx context.Context, tx *pg.Tx, ids []ref.SKU) (map[ref.SKU]*SKU, error) {
	found, err := r.SKUs.Select(ctx, tx, "where t.id = any($1)", ids)
	if err != nil {
		return nil, err
	}
	skus := make(map[ref.SKU]*SKU, len(found))
	for _, s := range found {
		skus[s.ID] = s
	}
	for _, key := range ids {
		if skus[key] == nil {
			return nil, fault.New(fault.NotFound, "catalog.sku.unknown", fault.Args{"text": key.String()})
		}
	}
	return skus, nil
}

// ByCode reads SKUs by their codes, whatever the case; the map's keys are the codes in upper case. Codes that name
// nothing are absent.
func (r *Room) ByCode(ctx context.Context, tx *pg.Tx, codes []string) (map[string]*SKU, error) {
	upper := make([]string, len(codes))
	for i, code := range codes {
		upper[i] = strings.ToUpper(strings.TrimSpace(code))
	}
	found, err := r.SKUs.Select(ctx, tx, "where upper(t.code) = any($1)", upper)
	skus := make(map[string]*SKU, len(found))
	for _, s := range found {
		skus[strings.ToUpper(s.Code)] = s
	}
	return skus, err
}

// Scan finds the SKU that a scanner or a person means: its barcode, else its code whatever the case.
func (r *Room) Scan(ctx context.Context, tx *pg.Tx, text string) (*SKU, error) {
	text = strings.TrimSpace(text)
	found, err := r.SKUs.Select(ctx, tx, `where (t.barcode = $1 and $1 <> '' or upper(t.code) = upper($1)) and not t.archived
		order by t.barcode = $1 desc limit 1`, text)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "catalog.sku.unknown", fault.Args{"text": text})
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Find searches code, name, spec and barcode, and the pinyin of each; the best match is first.
func (r *Room) Find(ctx context.Context, tx *pg.Tx, text string, limit int) ([]*SKU, error) {
	found, _, err := r.Seek(ctx, tx, text, limit)
	return found, err
}

// Seek is Find that also tells whether the text is a barcode or a code.
func (r *Room) Seek(ctx context.Context, tx *pg.Tx, text string, limit int) (found []*SKU, exact bool, err error) {
	one, err := r.Scan(ctx, tx, text)
	if err == nil {
		return []*SKU{one}, true, nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return nil, false, err
	}
	page, err := r.SKUs.List(ctx, tx, resource.Query{Search: text, Limit: limit, Where: []resource.Cond{{Field: "active", Op: "eq", Value: "true"}}})
	return page.Rows, false, err
}

// Barcodes are the barcodes of SKUs that have one, for scanners that work without asking.
func (r *Room) Barcodes(ctx context.Context, tx *pg.Tx, skus []ref.SKU) (map[ref.SKU]string, error) {
	found, err := tx.Query(ctx, "select id, barcode from catalog.sku where id = any($1) and barcode <> ''", skus)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	barcodes := make(map[ref.SKU]string, len(skus))
	for found.Next() {
		var sku ref.SKU
		var barcode string
		if err := found.Scan(&sku, &barcode); err != nil {
			return nil, err
		}
		barcodes[sku] = barcode
	}
	return barcodes, found.Err()
}
