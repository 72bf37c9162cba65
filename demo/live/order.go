package live

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	"hesuan/demo"
	"hesuan/internal/cal"
	"hesuan/internal/id"
)

// under is how many errands may be under way: a faster pace does not outrun the house.
const under = 5000

// basket is the next of the orders that buyers want today, in no order: whoever watches sees a day in an hour or a week.
// There are days on which nobody wants anything.
func (l *Live) basket() (next demo.Basket, found bool) {
	today := cal.On(time.Now(), l.Zone)
	if l.day != today || len(l.wanted) == 0 {
		l.day, l.wanted = today, l.World.Baskets(today)
		rand.Shuffle(len(l.wanted), func(i, j int) { l.wanted[i], l.wanted[j] = l.wanted[j], l.wanted[i] })
	}
	if len(l.wanted) == 0 {
		return next, false
	}
	next, l.wanted = l.wanted[0], l.wanted[1:]
	return next, true
}

// place places an order. What is not there is not bought.
func (l *Live) place(ctx context.Context) error {
	if len(l.coming) > under {
		return nil
	}
	b, found := l.basket()
	if !found {
		return nil
	}
	people := l.people[b.Warehouse]
	type line struct {
		SKU string `json:"sku"`
		Qty string `json:"qty"`
	}
	order := struct {
		Channel   string `json:"channel"`
		Customer  string `json:"customer"`
		Warehouse string `json:"warehouse"`
		External  string `json:"external"`
		Lines     []line `json:"lines"`
	}{
		Channel: l.channels[l.World.Channels[b.Channel].Code], Customer: people[rand.IntN(len(people))],
		Warehouse: l.warehouses[l.World.Warehouses[b.Warehouse].Code], External: fmt.Sprintf("L%d", time.Now().UnixNano()/1000),
	}
	for _, w := range b.Lines {
		order.Lines = append(order.Lines, line{l.skus[l.World.SKUs[w.SKU].Code], fmt.Sprint(w.Pieces)})
	}
	var made struct{ ID string }
	err := l.Client.post(ctx, "/sales/order/steps/place", order.External, order, &made)
	if err != nil {
		l.short++
		return err
	}
	l.placed++
	l.follow(made.ID, order.External)
	return nil
}

// follow lets an order be paid, approved and shipped, and one in thirty come back. Some are never paid.
func (l *Live) follow(order, key string) {
	if rand.Float64() < 0.03 {
		l.later(3*time.Minute, l.step(order, key, "cancel", map[string]string{"reason": "超时未付款"}))
		return
	}
	l.later(8*time.Second, func(ctx context.Context) error {
		err := l.step(order, key, "pay", struct{}{})(ctx)
		l.later(20*time.Second, func(ctx context.Context) error {
			err := l.step(order, key, "approve", struct{}{})(ctx)
			l.later(90*time.Second, func(ctx context.Context) error { return l.ship(ctx, order, key) })
			return err
		})
		return err
	})
}

func (l *Live) step(order, key, name string, input any) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		return l.Client.post(ctx, "/sales/order/"+order+"/steps/"+name, key+name, input, nil)
	}
}

var carriers = []string{"中通", "圆通", "韵达", "申通", "极兔"}

func (l *Live) ship(ctx context.Context, order, key string) error {
	parcel := map[string]string{"carrier": carriers[rand.IntN(len(carriers))], "waybill": fmt.Sprintf("7%013d", rand.Int64N(1e13))}
	if err := l.step(order, key, "ship", parcel)(ctx); err != nil {
		return err
	}
	if rand.Float64() < cmp.Or(l.Back, 0.035) {
		l.later(3*time.Minute, func(ctx context.Context) error { return l.regret(ctx, order, key) })
	}
	return nil
}

// regret sends a piece of an order back: it is asked for, comes and is paid back.
func (l *Live) regret(ctx context.Context, order, key string) error {
	var made struct{ ID string }
	input := map[string]any{"order": order, "kind": "return", "reason": "七天无理由退货", "lines": []map[string]any{{"order_line": 1, "qty": "1"}}}
	if err := l.Client.post(ctx, "/sales/return/steps/request", key+"return", input, &made); err != nil {
		return err
	}
	at := "/sales/return/" + made.ID + "/steps/"
	l.later(2*time.Minute, func(ctx context.Context) error {
		err := l.Client.post(ctx, at+"receive", key+"back", struct{}{}, nil)
		l.later(time.Minute, func(ctx context.Context) error { return l.Client.post(ctx, at+"refund", key+"refund", struct{}{}, nil) })
		return err
	})
	return nil
}

// receive takes in a purchase that is due, now and then.
func (l *Live) receive(ctx context.Context) error {
	defer l.later(4*time.Minute, l.receive)
	due := url.Values{"state": {"approved"}, "due[lte]": {cal.On(time.Now(), l.Zone).String()}}
	rows, err := l.Client.list(ctx, "/purchasing/order", due, 1)
	if err != nil || len(rows) == 0 {
		return err
	}
	one := rows[rand.IntN(len(rows))].ID
	return l.Client.post(ctx, "/purchasing/order/"+one+"/steps/receive", id.New[any]().String(), map[string]any{"with_invoice": true}, nil)
}

// clear ships one of the orders that were waiting before this day's began, oldest first, so that the queue does not stand still.
func (l *Live) clear(ctx context.Context) error {
	defer l.later(4*l.Every, l.clear)
	rows, err := l.Client.list(ctx, "/sales/order", url.Values{"state": {"approved"}, "sort": {"at"}}, 1)
	if err != nil || len(rows) == 0 {
		return err
	}
	return l.ship(ctx, rows[0].ID, id.New[any]().String())
}
