package live

import (
	"testing"
	"time"

	"hesuan/demo"
	"hesuan/internal/cal"
)

// On a day on which nobody wants anything nothing is placed, and nothing breaks.
func TestADayWithoutBuyers(t *testing.T) {
	today := cal.On(time.Now(), cal.Shanghai)
	quiet := demo.New(demo.Size{Seed: 1, SKUs: 3, Orders: 1e-9, From: today.Add(-30), Today: today})
	l := &Live{World: quiet, Zone: cal.Shanghai, people: make([][]string, len(quiet.Warehouses))}
	if err := l.place(t.Context()); err != nil || l.placed+l.short > 0 {
		t.Errorf("%d placed, %d short, %v", l.placed, l.short, err)
	}
}
