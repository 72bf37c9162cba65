package testkit

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browserLimit bounds one action of a browser on a loaded machine.
const browserLimit = 30 * time.Second

// Browser is a real Chromium with a profile of its own. What a page must never do fails the test: an error in the console, a request
// to another host. An action that cannot be done fails the test too, and says what the page showed.
type Browser struct {
	testing.TB
	base   string
	ctx    context.Context
	mu     sync.Mutex
	faults []string
	quiet  []string
	effort Effort
	axe    string
}

// Effort is what a person's hands did since the last Rest.
type Effort struct{ Clicks, Keys int }

// Effort is what was clicked and pressed since the last Rest.
func (b *Browser) Effort() Effort { return b.effort }

// Rest begins to count anew.
func (b *Browser) Rest() { b.effort = Effort{} }

// NewBrowser starts a browser for the site at base, such as http://127.0.0.1:8080. HESUAN_CHROMIUM names another binary.
func NewBrowser(t testing.TB, base string) *Browser {
	t.Helper()
	binary := os.Getenv("HESUAN_CHROMIUM")
	if binary == "" {
		binary = "/usr/bin/chromium"
	}
	if _, err := os.Stat(binary); err != nil {
		t.Fatalf("%v: install it with apt-get install chromium", err)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(binary), chromedp.UserDataDir(t.TempDir()), chromedp.Headless,
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "zh-CN"), chromedp.Env("TZ=Asia/Shanghai"))
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	t.Cleanup(cancel)
	b := &Browser{TB: t, base: base, ctx: ctx}
	if err := chromedp.Listen(ctx, b.watch); err != nil {
		t.Fatal(err)
	}
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	if err != nil {
		t.Fatal(err)
	}
	b.Size(1440, 900, false)
	t.Cleanup(b.verdict)
	return b
}

// watch gathers what a page must not do.
func (b *Browser) watch(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		at, err := url.Parse(e.Request.URL)
		if err == nil && (at.Scheme == "http" || at.Scheme == "https") && !strings.HasPrefix(e.Request.URL, b.base) {
			b.fault("asks another host: " + e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		b.fault("script: " + text)
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			b.fault(fmt.Sprintf("console: %s %s", e.Entry.Text, e.Entry.URL))
		}
	case *page.EventJavascriptDialogOpening:
		go chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) //nolint:errcheck // the page may be gone
	}
}

func (b *Browser) fault(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, text)
}

// Expect lets faults pass whose text contains one of these, such as the status that a refused form brings.
func (b *Browser) Expect(parts ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.quiet = append(b.quiet, parts...)
}

func (b *Browser) verdict() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range b.faults {
		if !slices.ContainsFunc(b.quiet, func(part string) bool { return strings.Contains(text, part) }) {
			b.Errorf("the page %s", text)
		}
	}
}

// Do runs actions of chromedp within the time limit.
func (b *Browser) Do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, browserLimit)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.Fatalf("%v; the page shows: %s", err, b.glance())
	}
}

// glance is what the page shows, for messages.
func (b *Browser) glance() string {
	text, err := evaluate[string](b, `location.href + " " + (document.body ? document.body.innerText : "").slice(0, 1500)`)
	if err != nil {
		return err.Error()
	}
	return text
}

func evaluate[T any](b *Browser, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, browserLimit)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// Size makes the window so large; a phone has touch and a denser screen.
func (b *Browser) Size(width, height int64, phone bool) {
	b.Helper()
	if phone {
		b.Do(chromedp.EmulateViewport(width, height, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch))
		return
	}
	b.Do(chromedp.EmulateViewport(width, height))
}

// Open goes to a path of the site and waits until it is there with its scripts: what is clicked before is lost. A page that is on its way elsewhere at that moment aborts the first
// attempt, as it would a person's: then it asks again.
func (b *Browser) Open(path string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, browserLimit)
	defer cancel()
	err := chromedp.Do(ctx, chromedp.Navigate(b.base+path))
	for ctx.Err() == nil && err != nil && strings.Contains(err.Error(), "net::ERR_ABORTED") {
		err = chromedp.Do(ctx, chromedp.Navigate(b.base+path))
	}
	if err != nil {
		b.Fatalf("%v; the page shows: %s", err, b.glance())
	}
	b.Until(`document.readyState === "complete"`)
}

// Click clicks on the first element of a CSS selector, once it is visible.
func (b *Browser) Click(selector string) {
	b.Helper()
	b.effort.Clicks++
	b.Do(chromedp.WaitVisible(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// Type puts the cursor into an element and types over its text; getting there counts no click, for people come by the Tab key.
func (b *Browser) Type(selector, text string) {
	b.Helper()
	b.Do(chromedp.WaitVisible(chromedp.CSS(selector)), chromedp.Focus(chromedp.CSS(selector)))
	if _, err := evaluate[bool](b, fmt.Sprintf(`(e => { if (e.select && e.type !== "date") e.select(); return true })(document.querySelector(%q))`, selector)); err != nil {
		b.Fatal(err)
	}
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
		press := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Text: key, UnmodifiedText: key, Key: key, Timestamp: input.TimeSinceEpoch(at)}
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

// See waits until an element is visible.
func (b *Browser) See(selector string) {
	b.Helper()
	b.Do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

// SeeText waits until the page shows a text.
func (b *Browser) SeeText(text string) {
	b.Helper()
	b.Until(fmt.Sprintf(`!!document.body && document.body.innerText.includes(%q)`, text))
}

// Until waits until an expression of the page is true. It is asked from outside, because the pages' own policy forbids evaluation.
func (b *Browser) Until(expression string) {
	b.Helper()
	var last error
	for deadline := time.Now().Add(browserLimit); time.Now().Before(deadline); time.Sleep(40 * time.Millisecond) {
		var yes bool
		if yes, last = evaluate[bool](b, expression); last == nil && yes {
			return
		}
	}
	b.Fatalf("never true: %s (%v); the page shows: %s", expression, last, b.glance())
}

// Text is the visible text of an element.
func (b *Browser) Text(selector string) string {
	b.Helper()
	return b.Eval(fmt.Sprintf(`(e => e ? e.innerText : "")(document.querySelector(%q))`, selector))
}

// Eval is the value of an expression in the page, as text.
func (b *Browser) Eval(expression string) string {
	b.Helper()
	text, err := evaluate[string](b, "String("+expression+")")
	if err != nil {
		b.Fatal(err)
	}
	return text
}

// Path is the present address without the host.
func (b *Browser) Path() string {
	b.Helper()
	return b.Eval(`location.pathname + location.search`)
}

// Shot writes a picture of the window.
func (b *Browser) Shot(file string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, browserLimit)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(file, picture, 0o644)
	}
	if err != nil {
		b.Fatal(err)
	}
}
