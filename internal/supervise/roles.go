package supervise

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"hesuan/internal/embedded/child"
)

// roles starts the house's own parts and waits for the pages.
func (h *house) roles(ctx context.Context) error {
	began := time.Now()
	for _, name := range Roles {
		p := h.role(name)
		if name == "serve" {
			p.ready = func() bool { return responds(h.config.URL() + "/healthz") }
		}
		if err := h.keep(ctx, p); err != nil {
			return err
		}
	}
	h.console.step("roles", began, "%s", strings.Join(Roles, ", "))
	if h.config.Demo == "full" && h.config.DemoRate > 0 {
		return h.keep(ctx, h.role("demo", "demo", "live"))
	}
	return nil
}

// The lines by which `hesuan migrate` tells that it made the first user, and the people of the sample company.
const (
	adminCreated = "admin created"
	demoCreated  = "demo users created"
)

// migrate brings the schemas up to date, makes the first user and the demo company. Its lines on standard output are the progress that a
// person sees.
func (h *house) migrate(ctx context.Context) (firstPasswords, error) {
	began := time.Now()
	first, err := openFirstPasswords(h.config)
	if err != nil {
		return first, err
	}
	out, in := io.Pipe()
	said := &lines{name: "migrate", to: h.log}
	cmd := h.process("migrate")
	cmd.Env = append(cmd.Env, "HESUAN_ADMIN_PASSWORD="+first.admin.password, "HESUAN_DEMO_PASSWORD="+first.demo.password)
	cmd.Stdout, cmd.Stderr = in, said
	p, err := child.Start(cmd, syscall.SIGKILL)
	if err != nil {
		return first, err
	}
	go func() {
		<-p.Done()
		_ = in.Close()
	}()
	defer context.AfterFunc(ctx, func() { p.Stop(syscall.SIGTERM, 30*time.Second) })()
	progress := bufio.NewScanner(out)
	for progress.Scan() {
		switch progress.Text() {
		case adminCreated:
			first.admin.created = true
		case demoCreated:
			first.demo.created = true
		default:
			h.console.say("    %s", progress.Text())
		}
	}
	_, _ = io.Copy(io.Discard, out) // a line too long for the scanner must not block the child
	if ctx.Err() != nil {
		return first, ctx.Err()
	}
	if err := p.Err(); err != nil {
		return first, fmt.Errorf("migrate: %s", said.lastWords(err))
	}
	h.console.step("schemas", began, "up to date")
	return first, nil
}
