package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"hesuan/internal/auth"
	"hesuan/internal/pg"
	"hesuan/internal/webhook"
)

// snippets are the client examples that /api/docs shows, and how each is run.
var snippets = map[string][]string{
	"curl":   {"bash", filepath.Join("..", "..", "docs", "api", "curl.sh")},
	"python": {"python3", filepath.Join("..", "..", "docs", "api", "client.py")},
	"go":     {"go", "run", filepath.Join("..", "..", "docs", "api", "go", "main.go")},
}

// API-01: the client examples do what they say against the real server: one order however often it is sent, approved; a
// task that archives its customer; and they tell a
// genuine webhook from a forged one.
func TestTheClientExamplesRun(t *testing.T) {
	c := newCaller(t)
	c.sku("SNIP1", 10, "5")
	token, err := c.auth.CreateToken(c.ctx, auth.Grant{Name: "examples", Rights: []string{"catalog.*", "crm.*", "inventory.*", "sales.*"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, command := range snippets {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(command[0]); err != nil {
				t.Fatalf("the examples are tested where %s is: %v", command[0], err)
			}
			said := c.example(t, command, token, false)
			c.holdExample(t, said)
			if forged := c.example(t, command, token, true); !strings.Contains(forged, "webhook forged\n") {
				t.Errorf("a forged webhook passes: %s", forged)
			}
		})
	}
}

// example runs one example, with a webhook that is genuine or not, and gives what it prints.
func (c *caller) example(t *testing.T, command []string, token string, forged bool) string {
	t.Helper()
	const secret, message, body = "whsec_aGVzdWFuIHNlY3JldCBvZiB0aGUgdGVzdA==", "msg_1", `{"kind":"sales.order.place","说":"你好"}`
	now := time.Now()
	sent := body
	if forged {
		sent += " "
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "BASE="+c.url, "TOKEN="+token, "WAREHOUSE=WH", "WEBHOOK_SECRET="+secret, "WEBHOOK_ID="+message, "WEBHOOK_BODY="+sent,
		"WEBHOOK_TIMESTAMP="+strconv.FormatInt(now.Unix(), 10), "WEBHOOK_SIGNATURE=v1,b3RoZXI= "+webhook.Sign(secret, message, now, []byte(body)))
	out, complaint, err := said(t, cmd)
	if err != nil {
		t.Fatalf("%v: %v\n%s%s", command, err, out, complaint)
	}
	return string(out)
}

var exampleForm = regexp.MustCompile(`^customer (\S+)\norder (\S+)\nagain (\S+)\nstate approved\norders 1\nalerts \d+\nfree \d+\narchived 1\nwebhook genuine\n$`)

// holdExample holds what an example printed against the rows in Postgres.
func (c *caller) holdExample(t *testing.T, said string) {
	t.Helper()
	got := exampleForm.FindStringSubmatch(said)
	if got == nil || got[2] != got[3] {
		t.Fatalf("the example says %s", said)
	}
	var orders int
	var number, state string
	c.do(func(tx *pg.Tx) error {
		return tx.QueryRow(c.ctx, `select count(*), min(number), min(state) from sales."order" where customer = $1`, got[1]).Scan(&orders, &number, &state)
	})
	if orders != 1 || number != got[2] || state != "approved" {
		t.Errorf("Postgres has %d orders, %s in state %s, the example says %s", orders, number, state, said)
	}
}
