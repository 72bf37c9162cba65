package auth

import (
	"regexp"
	"strings"
)

var (
	// login is what a user may be called: it is typed daily and stands in addresses.
	login = regexp.MustCompile(`^[\p{Ll}\p{Lo}0-9][\p{Ll}\p{Lo}0-9._@-]{1,39}$`)
	// rightForm is sales.order.approve, sales.order.*, sales.* or *.
	rightForm = regexp.MustCompile(`^(\*|[a-z_]+\.(\*|[a-z_]+(\.(\*|[a-z_]+))?))$`)
)

// RightsForm is a text of rights, for the description of the API.
const RightsForm = `^[ \t\r\n,]*(\*|[a-z_]+\.(\*|[a-z_]+(\.(\*|[a-z_]+))?))([ \t\r\n,]+(\*|[a-z_]+\.(\*|[a-z_]+(\.(\*|[a-z_]+))?)))*[ \t\r\n,]*$`

// RightsOf are the rights in a text.
func RightsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' || r <= ' ' })
}
