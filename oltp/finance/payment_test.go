package finance_test

import (
	"fmt"
	"sync"
	"testing"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/finance"
)

func (b *books) pay(p finance.Payment) (paid *finance.Payment) {
	b.t.Helper()
	b.do(func(tx *pg.Tx) (err error) {
		one := p
		paid, err = b.Pay(b.ctx, tx, &one)
		return err
	})
	return paid
}

func received(order id.ID, amount, external string) finance.Payment {
	return finance.Payment{Kind: "receive", Customer: ref.Customer(buyer), Channel: shop, Amount: money(amount), External: external,
		SourceType: "sales.order", Source: order}
}

// ORD-16: refunds draw on the payments of the order, never on more than was paid, and once however often they are told.
func TestRefundsNeverExceedWhatWasPaid(t *testing.T) {
	b := open(t)
	order := id.New[any]()
	b.pay(received(order, "60", "wx-1"))
	b.pay(received(order, "40", "wx-2"))
	b.hold(map[string]string{"1012": "100", "1122": "-100"})
	refund := func(amount, external string) func(tx *pg.Tx) error {
		return func(tx *pg.Tx) error {
			_, err := b.Refund(b.ctx, tx, order, finance.Payment{Amount: money(amount), External: external})
			return err
		}
	}
	b.do(refund("70", "back-1"))
	b.do(refund("70", "back-1")) // the platform calls twice
	b.hold(map[string]string{"1012": "30", "1122": "-30"})
	b.do(func(tx *pg.Tx) error {
		paid, back, err := b.Paid(b.ctx, tx, order)
		if paid.String() != "100" || back.String() != "70" {
			t.Errorf("paid %s, given back %s", paid, back)
		}
		return err
	})
	b.refused("finance.payment.external_other", refund("71", "back-1"))
	b.refused("finance.payment.over_received", refund("30.01", "back-2"))
	b.do(refund("30", ""))
	b.refused("finance.payment.over_received", refund("0.01", ""))
	b.hold(nil)
	b.sound()
	b.clean()
}

// ORD-16: a hundred refunds at once give back what was paid and no more.
func TestRefundsAtOnce(t *testing.T) {
	b := open(t)
	order := id.New[any]()
	b.pay(received(order, "50", ""))
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			err := b.db.Do(b.ctx, func(tx *pg.Tx) error {
				_, err := b.Refund(b.ctx, tx, order, finance.Payment{Amount: money("1"), External: fmt.Sprintf("r-%d", i%70)})
				return err
			})
			if err != nil && fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	b.hold(nil)
	b.clean()
}

// INT-02 in part: what a provider reports twice, even at the same moment, is booked once.
func TestAPaymentIsBookedOnce(t *testing.T) {
	b := open(t)
	order := id.New[any]()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			err := b.db.Do(b.ctx, func(tx *pg.Tx) error {
				p := received(order, "12.5", "ali-9")
				_, err := b.Pay(b.ctx, tx, &p)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	b.hold(map[string]string{"1012": "12.5", "1122": "-12.5"})
	b.refused("finance.payment.external_other", func(tx *pg.Tx) error {
		p := received(order, "12.6", "ali-9")
		_, err := b.Pay(b.ctx, tx, &p)
		return err
	})
	b.clean()
}

// FIN-09: people pay a supplier from the bank; what is not money's account, or says too little, is refused.
func TestPaymentsByHand(t *testing.T) {
	b := open(t)
	create := func(input string) func(tx *pg.Tx) error {
		return func(tx *pg.Tx) error { _, err := b.Payments.Def.Start(b.ctx, tx, "post", []byte(input)); return err }
	}
	b.do(create(fmt.Sprintf(`{"kind":"pay","amount":"300","supplier":%q}`, seller)))
	b.hold(map[string]string{"1002": "-300", "2202": "300", "220201": "300"})
	b.refused("core.field.required", create(`{"kind":"pay","amount":"1"}`))
	b.refused("core.field.required", create(`{"kind":"refund","amount":"1"}`))
	b.refused("finance.payment.amount_positive", create(fmt.Sprintf(`{"kind":"pay","amount":"-1","supplier":%q}`, seller)))
	b.do(func(tx *pg.Tx) error {
		sales, err := b.Accounts.ByKey(b.ctx, tx, "6001")
		if err == nil {
			_, err = b.Payments.Def.Start(b.ctx, tx, "draft", fmt.Appendf(nil, `{"kind":"pay","amount":"1","supplier":%q,"account":%q}`, seller, sales))
		}
		if len(fault.All(err)) != 1 || fault.All(err)[0].Key != "finance.payment.account_kind" {
			t.Errorf("got %v", err)
		}
		return nil
	})
	b.sound()
	b.clean()
}
