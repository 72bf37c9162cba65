package sales

import (
	"context"

	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// elsewhere is a warehouse that could send what the chosen one lacks.
type elsewhere struct {
	ID    ref.Warehouse `json:"id"`
	Title string        `json:"title"`
	Free  fixed.Qty     `json:"free"`
	All   bool          `json:"all"` // it has every line of the order
}

// stocked says what may be promised of each line, who else has it, and, to those who may know, what is earned on it.
func (c *counter) stocked(ctx context.Context, tx *pg.Tx, r *web.Request, k *reckoned, q *quote, skus []ref.SKU) error {
	if len(skus) == 0 {
		return nil
	}
	levels, err := c.desk.Levels(ctx, tx, skus)
	if err != nil {
		return err
	}
	places, err := c.desk.Warehouses(ctx, tx)
	if err != nil {
		return err
	}
	s := count(levels, k.Order)
	for i := range q.Lines {
		line := &q.Lines[i]
		line.Free = s.at[shelf{line.SKU, k.Warehouse}].Free
		line.Short = line.Code != "" && s.need[line.SKU] > line.Free
		q.Short = q.Short || line.Short
		if line.Short {
			line.Elsewhere = s.elsewhere(line.SKU, k.Warehouse, places)
		}
	}
	if r.Can(marginRight) {
		s.earn(k, q)
	}
	return nil
}

// supply is what an order needs and what there is of it.
type supply struct {
	need map[ref.SKU]fixed.Qty
	at   map[shelf]Level
}

type shelf struct {
	sku       ref.SKU
	warehouse ref.Warehouse
}

func count(levels []Level, o *Order) *supply {
	s := &supply{need: map[ref.SKU]fixed.Qty{}, at: map[shelf]Level{}}
	for _, l := range levels {
		s.at[shelf{l.SKU, l.Warehouse}] = l
	}
	for _, l := range o.Lines {
		s.need[l.SKU] += l.Qty
	}
	return s
}

// elsewhere are the other warehouses that have what is needed of a SKU.
func (s *supply) elsewhere(sku ref.SKU, here ref.Warehouse, places []resource.Option) (others []elsewhere) {
	for _, place := range places {
		w := ref.Warehouse(place.ID)
		if free := s.at[shelf{sku, w}].Free; w != here && free >= s.need[sku] {
			all := true
			for other, need := range s.need {
				all = all && s.at[shelf{other, w}].Free >= need
			}
			others = append(others, elsewhere{ID: w, Title: place.Title, Free: free, All: all})
		}
	}
	return others
}

// earn sets the margins: revenue without VAT less the goods at their present average cost.
func (s *supply) earn(k *reckoned, q *quote) {
	var all, net fixed.Amount
	known := true
	for i, l := range k.Lines {
		level := s.at[shelf{l.SKU, k.Warehouse}]
		if level.OnHand <= 0 || l.Qty <= 0 {
			known = known && l.Qty <= 0
			continue
		}
		cost, err := level.Value.Part(int64(l.Qty), int64(level.OnHand))
		if err != nil {
			known = false
			continue
		}
		margin := (l.Net - cost).Round(2)
		all, net = all+margin, net+l.Net
		q.Lines[i].Margin, q.Lines[i].Rate = &margin, rate(margin, l.Net)
	}
	if known && net > 0 {
		q.Margin, q.Rate = &all, rate(all, net)
	}
}

// rate is a part in percent, with one decimal.
func rate(part, of fixed.Amount) string {
	if of <= 0 {
		return ""
	}
	percent, err := part.Part(100*fixed.Scale, int64(of))
	if err != nil {
		return ""
	}
	return percent.Round(1).String() + "%"
}
