package demo

import (
	"math"
	"time"

	"hesuan/internal/cal"
)

// Return is a case that a buyer opens after goods were shipped.
type Return struct {
	Kind                                    string // return, refund_only
	Reason                                  string
	Requested, Rejected, Received, Refunded time.Time
	Line                                    int // index of the order's line
	Pieces, Defective                       int
}

var regrets = []string{"不喜欢/不想要", "七天无理由退货", "尺码/颜色不合适", "商品与描述不符", "质量问题", "收到商品破损", "少件/漏发"}

// regret sends a line of some orders back: more of some kinds, more after festivals. Good pieces may be sold again the day after.
func (p *Past) regret(o *Order) {
	i := p.rand.IntN(len(o.Lines))
	l := o.Lines[i]
	share := kinds[p.SKUs[l.SKU].Category].returned
	if saleOn(p.day).lift > 1.5 {
		share *= 1.5
	}
	if !p.chance(share * float64(len(o.Lines))) {
		return
	}
	reason := p.rand.IntN(len(regrets))
	r := &Return{Kind: "return", Reason: regrets[reason], Line: i, Pieces: p.between(int(math.Ceil(float64(l.Pieces)/2)), l.Pieces)}
	shipped := o.Parcels[len(o.Parcels)-1].At
	r.Requested = shipped.Add(time.Duration(p.between(40, 260)) * time.Hour)
	o.Return = r
	switch {
	case p.chance(0.05):
		r.Rejected = p.awake(r.Requested.Add(time.Duration(p.between(2, 30)) * time.Hour))
		return
	case reason >= 5:
		r.Kind, r.Pieces = "refund_only", 1
		r.Refunded = p.awake(r.Requested.Add(time.Duration(p.between(1, 30)) * time.Hour))
	default:
		r.Received = p.awake(r.Requested.Add(time.Duration(p.between(60, 190)) * time.Hour))
		r.Refunded = p.awake(r.Received.Add(time.Duration(p.between(1, 40)) * time.Hour))
		if reason >= 3 || p.chance(0.1) {
			r.Defective = p.between(1, r.Pieces)
			p.broken = append(p.broken, broken{l.SKU, r.Defective, r.Received})
		}
		day := cal.On(r.Received, p.zone)
		p.arrive[day] = append(p.arrive[day], arrival{l.SKU, o.Warehouse, r.Pieces - r.Defective, 0})
	}
	p.wallet -= l.Price * 1 // about what goes back: withdrawals are rounded anyway
}

// broken is goods that came back to the warehouse of defective ones.
type broken struct {
	sku, pieces int
	at          time.Time
}

// scrap throws away 报废 what has come to the warehouse of defective goods, once a month.
func (p *Past) scrap() {
	if _, _, date := p.day.Time().Date(); date != 28 {
		return
	}
	c := Count{Warehouse: Apart, Reason: "damage", At: p.at(p.day, 16*60)}
	var later []broken
	for _, b := range p.broken {
		if b.at.After(c.At) {
			later = append(later, b)
			continue
		}
		c.gone(b)
	}
	if p.broken = later; len(c.Lines) > 0 {
		p.now.Counts = append(p.now.Counts, c)
	}
}

// gone takes pieces away, all of a SKU on one line.
func (c *Count) gone(b broken) {
	for i := range c.Lines {
		if c.Lines[i].SKU == b.sku {
			c.Lines[i].Pieces -= b.pieces
			return
		}
	}
	c.Lines = append(c.Lines, Want{b.sku, -b.pieces})
}
