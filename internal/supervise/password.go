package supervise

import (
	"crypto/rand"
	"errors"
	"os"
	"strings"

	"hesuan/internal/config"
)

// firstPassword is the generated password of a user, or several, that the first start makes. It lies in a file from before they are made until
// it has been shown, so that a crash in between does not lock everybody out; then only its hash in Postgres is left.
type firstPassword struct {
	who      string
	setting  string // the variable in which a person may choose it
	password string
	file     string // empty when the person chose the password
	created  bool   // the users were made with it, in this start or in one that ended before showing it
}

// firstPasswords are those of the user admin and of the sample company's people.
type firstPasswords struct{ admin, demo *firstPassword }

// openFirstPasswords takes the settings, or the passwords of a start that did not come to show them, or makes some.
func openFirstPasswords(c config.Config) (firstPasswords, error) {
	admin, err := openFirstPassword(firstPassword{who: "admin", setting: "HESUAN_ADMIN_PASSWORD", password: c.AdminPassword, file: c.Path("admin-password")})
	if err != nil || c.Demo == "off" {
		return firstPasswords{admin: admin, demo: &firstPassword{}}, err
	}
	demo, err := openFirstPassword(firstPassword{who: "clerk, warehouse, buyer, accountant or manager", setting: "HESUAN_DEMO_PASSWORD",
		password: c.DemoPassword, file: c.Path("demo-password")})
	return firstPasswords{admin, demo}, err
}

func openFirstPassword(p firstPassword) (*firstPassword, error) {
	if p.password != "" {
		p.file = ""
		return &p, nil
	}
	raw, err := os.ReadFile(p.file)
	if err == nil && len(raw) > 0 {
		p.password, p.created = strings.TrimSpace(string(raw)), true
		return &p, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	text := rand.Text()
	p.password = strings.ToLower(strings.Join([]string{text[0:5], text[5:10], text[10:15], text[15:20]}, "-"))
	return &p, os.WriteFile(p.file, []byte(p.password+"\n"), 0o600)
}

// show tells the person how to log in, once.
func (p firstPasswords) show(c *console) error {
	return errors.Join(p.admin.show(c), p.demo.show(c))
}

func (p *firstPassword) show(c *console) error {
	switch {
	case p.file == "" && p.created:
		c.say("Log in as %s with the password of %s", p.who, p.setting)
	case p.created:
		c.whisper("Log in as %s with the password %s (shown only now)", p.who, p.password)
	}
	if p.file == "" {
		return nil
	}
	return os.Remove(p.file)
}
