package testkit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Effort is what a person's hands did since the last Rest.
type Effort struct{ Clicks, Keys int }

// Effort is what was clicked and pressed since the last Rest.
func (b *Browser) Effort() Effort { return b.effort }

// Rest begins to count anew.
func (b *Browser) Rest() { b.effort = Effort{} }

// spot is where to click on an element: the middle of its first box, once it is on the screen, rests there, and nothing lies over it. What moves
// while one aims is missed.
const spot = `((all) => {
	const shown = e => e.checkVisibility({ visibilityProperty: true }) && [...e.getClientRects()].find(r => r.width && r.height);
	const before = window.aim, e = all.find(shown), box = e && shown(e);
	window.aim = "";
	if (!box) { window.miss = "nothing of it is visible"; return ""; }
	const x = box.x + box.width / 2, y = box.y + box.height / 2, hit = document.elementFromPoint(x, y);
	if (hit && (e.contains(hit) || e.closest("label")?.contains(hit))) window.aim = x + " " + y;
	else e.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
	window.miss = window.aim ? "it moves" : "at " + x + " " + y + " lies " + (hit ? hit.outerHTML.slice(0, 200) : "nothing");
	return before && before === window.aim ? window.aim : "" })([...document.querySelectorAll(%q)])`

// Click clicks on the first element of a CSS selector, once it can be hit.
func (b *Browser) Click(selector string) {
	b.Helper()
	b.effort.Clicks++
	var x, y float64
	at := ""
	_, _ = evaluate[bool](b, "!(window.aim = '')") // what was aimed at before is nothing; a page on its way is aimed at below
	for deadline := time.Now().Add(browserLimit); at == ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatalf("%s cannot be clicked on: %s; the page shows: %s", selector, b.Eval("window.miss"), b.glance())
		}
		at, _ = evaluate[string](b, fmt.Sprintf(spot, selector))
	}
	if _, err := fmt.Sscan(at, &x, &y); err != nil {
		b.Fatalf("%q: %v", at, err)
	}
	b.Do(chromedp.MouseClickXY(x, y))
}

// Type puts the cursor into an element and types over its text; getting there counts no click, for people come by the Tab key.
func (b *Browser) Type(selector, text string) {
	b.Helper()
	b.See(selector)
	b.Eval(fmt.Sprintf(`(e => { e.focus(); if (e.select && e.type !== "date") e.select(); return 1 })(document.querySelector(%q))`, selector))
	b.effort.Keys += len([]rune(text))
	b.Do(chromedp.KeyEvent(text))
}

var keys = map[string]string{
	"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp,
	"ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "Home": kb.Home, "End": kb.End, "Backspace": kb.Backspace,
	"Delete": kb.Delete, "F1": kb.F1, "F2": kb.F2, "F3": kb.F3, "F4": kb.F4, "F6": kb.F6, "F7": kb.F7, "F8": kb.F8, "F9": kb.F9,
}

// chords are the keys that may be held while another is pressed.
var chords = map[string]kb.Modifier{"Ctrl": kb.ModifierCtrl, "Alt": kb.ModifierAlt, "Shift": kb.ModifierShift}

// Press sends keys to whatever has the focus: a key by its name (Enter, ArrowDown, F2 …), a text, or one of them after Ctrl+, Alt+ or Shift+.
func (b *Browser) Press(pressed ...string) {
	b.Helper()
	for _, key := range pressed {
		held, plain, chord := strings.Cut(key, "+")
		modifier, known := chords[held]
		if !chord || !known {
			plain = key
		}
		named, short := keys[plain]
		if short {
			plain = named
		}
		if b.effort.Keys++; !short && !(chord && known) {
			b.effort.Keys += len([]rune(plain)) - 1
		}
		if chord && known {
			b.Do(chromedp.KeyEvent(plain, chromedp.KeyModifiers(modifier)))
		} else {
			b.Do(chromedp.KeyEvent(plain))
		}
	}
}

// Scan is a scanner: a burst of letters and Enter at whatever has the focus. It costs hands nothing.
// The keys carry a scanner's times, however slowly a loaded machine lets them through.
func (b *Browser) Scan(code string) {
	b.Helper()
	at := float64(time.Now().UnixMicro()) / 1e6
	for _, key := range append(strings.Split(code, ""), "\r") {
		press := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Text: key, UnmodifiedText: key, Key: key,
			Timestamp: input.TimeSinceEpoch(at)}
		if key == "\r" {
			press.Key, press.Code, press.WindowsVirtualKeyCode = "Enter", "Enter", 13
		}
		b.strike(press)
		press.Type, press.Text, press.UnmodifiedText = input.DispatchKeyEventTypeKeyUp, "", ""
		b.strike(press)
		at += 0.002
	}
}

func (b *Browser) strike(press input.DispatchKeyEventParams) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, browserLimit)
	defer cancel()
	if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, press); err != nil {
		b.Fatal(err)
	}
}
