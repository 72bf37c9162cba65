package supervise

import (
	"crypto/rand"
	"errors"
	"os"
	"strings"

	"hesuan/internal/config"
)

// firstPassword is the generated password of the user admin. It lies in a file from before the user is made until it has been shown, so
// that a crash in between does not lock everybody out; then only its hash in Postgres is left.
type firstPassword struct {
	password string
	file     string // empty when the person chose the password
	created  bool   // the user was made with it, in this start or in one that ended before showing it
}

// openFirstPassword takes the setting, or the password of a start that did not come to show it, or makes one.
func openFirstPassword(c config.Config) (*firstPassword, error) {
	if c.AdminPassword != "" {
		return &firstPassword{password: c.AdminPassword}, nil
	}
	first := &firstPassword{file: c.Path("admin-password")}
	raw, err := os.ReadFile(first.file)
	if err == nil && len(raw) > 0 {
		first.password, first.created = strings.TrimSpace(string(raw)), true
		return first, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	text := rand.Text()
	first.password = strings.ToLower(strings.Join([]string{text[0:5], text[5:10], text[10:15], text[15:20]}, "-"))
	return first, os.WriteFile(first.file, []byte(first.password+"\n"), 0o600)
}

// show tells the person how to log in, once.
func (p *firstPassword) show(c *console) error {
	switch {
	case p.file == "" && p.created:
		c.say("Log in as admin with the password of HESUAN_ADMIN_PASSWORD")
	case p.created:
		c.whisper("Log in as admin with the password %s (shown only now)", p.password)
	}
	if p.file == "" {
		return nil
	}
	return os.Remove(p.file)
}
