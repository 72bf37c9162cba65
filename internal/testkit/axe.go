package testkit

import (
	"os"
	"path/filepath"
)

// axeScript finds what people with a screen reader, a keyboard or weak eyes would stumble over; npm brings it.
const axeScript = "node_modules/axe-core/axe.min.js"

// Axe fails the test where something serious is in the way of somebody on the present page.
func (b *Browser) Axe() {
	b.Helper()
	if b.axe == "" {
		b.axe = b.readAxe()
	}
	b.Eval("(() => {" + b.axe + `; window.found = null;
		axe.run().then(r => { window.found = r.violations.filter(v => v.impact === "serious" || v.impact === "critical") }); return 1 })()`)
	b.Until("window.found !== null")
	found := b.Eval(`found.map(v => v.id + ": " + v.nodes.slice(0, 3)
		.map(n => n.html.slice(0, 140) + " " + (n.any[0] ? n.any[0].message : "")).join(" | ")).join("\n")`)
	if found != "" {
		b.Errorf("%s %s:\n%s", b.Path(), b.Eval("document.documentElement.dataset.bsTheme"), found)
	}
}

// readAxe reads the script from the nearest node_modules above the test.
func (b *Browser) readAxe() string {
	b.Helper()
	folder, err := os.Getwd()
	for err == nil && folder != filepath.Dir(folder) {
		script, unread := os.ReadFile(filepath.Join(folder, axeScript))
		if unread == nil {
			return string(script)
		}
		folder = filepath.Dir(folder)
	}
	b.Fatalf("%s is not there (%v): run make assets", axeScript, err)
	return ""
}
