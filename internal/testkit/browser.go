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

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
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
	started := make(chan error, 1)
	go func() { // the browser lives as long as the context that starts it, so a deadline of the context would end it
		err := chromedp.Listen(ctx, b.watch)
		if err == nil {
			_, err = chromedp.Call(ctx, network.Enable, network.EnableParams{})
		}
		started <- err
	}()
	select {
	case err := <-started:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(startLimit):
		t.Fatalf("%s did not start within %s", binary, startLimit)
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

// Open goes to a path of the site and waits until it is there with its scripts: what is clicked before is lost. A page that is on its way
// elsewhere at that moment aborts the first attempt, as it would a person's: then it asks again. The document itself is asked whether it
// is there, because the browser's news of it may be that of the page before.
func (b *Browser) Open(path string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, browserLimit)
	defer cancel()
	var err error
	for ; ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		if _, err = evaluate[bool](b, "window.left = true"); err != nil { // between two pages there is no document
			continue
		}
		var went page.NavigateResult
		if went, err = chromedp.Call(ctx, page.Navigate, page.NavigateParams{URL: b.base + path}); err != nil || went.ErrorText == "net::ERR_ABORTED" {
			continue
		}
		if went.ErrorText != "" {
			b.Fatalf("%s: %s; the page shows: %s", path, went.ErrorText, b.glance())
		}
		b.Until(`!window.left && document.readyState === "complete"`)
		return
	}
	b.Fatalf("%s was never there: %v; the page shows: %s", path, err, b.glance())
}

// See waits until an element is visible.
func (b *Browser) See(selector string) {
	b.Helper()
	const shown = `(e => !!e && e.getClientRects().length > 0 && e.checkVisibility({ visibilityProperty: true }))(document.querySelector(%q))`
	b.Until(fmt.Sprintf(shown, selector))
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
