package actor

import (
	"maps"
	"slices"

	"hesuan/internal/id"
)

// Scope is what of the house an actor may see (SEC-02), by kind, such as warehouse or channel: the identifiers of those that are his. A kind
// that is not named is no limit; an empty list sees nothing. The zero value limits nobody.
type Scope map[string][]id.ID

// Limits gives the actor's own things of a kind; ok is false where he is not limited.
func (s Scope) Limits(kind string) (own []id.ID, ok bool) {
	own, ok = s[kind]
	return own, ok
}

// Meet is what both scopes allow.
func (s Scope) Meet(other Scope) Scope {
	if len(s) == 0 && len(other) == 0 {
		return nil
	}
	met := Scope{}
	for kind, own := range s {
		met[kind] = slices.Clone(own)
	}
	for kind, own := range other {
		mine, limited := met[kind]
		if !limited {
			met[kind] = slices.Clone(own)
			continue
		}
		met[kind] = slices.DeleteFunc(mine, func(key id.ID) bool { return !slices.Contains(own, key) })
	}
	return met
}

// Within is what somebody makes of another's old scope when he wishes this one: among what he sees himself it is as he wishes, beyond that
// all stays as it was.
func (s Scope) Within(giver, old Scope) Scope {
	made := maps.Clone(s)
	for kind, sees := range giver {
		wish, narrow := s[kind]
		had, narrowed := old[kind]
		if !narrow && !narrowed {
			continue
		}
		if !narrow {
			wish = sees
		}
		beyond := func(key id.ID) bool { return !slices.Contains(sees, key) }
		own := slices.DeleteFunc(slices.Clone(wish), beyond)
		kept := slices.DeleteFunc(slices.Clone(had), func(key id.ID) bool { return !beyond(key) })
		if made == nil {
			made = Scope{}
		}
		made[kind] = append(append([]id.ID{}, own...), kept...)
	}
	return made
}

// Common are the rights that both lists grant: a program never may more than the person it works for.
func Common(a, b []string) []string {
	var common []string
	for _, right := range a {
		if covers(b, right) {
			common = append(common, right)
		}
	}
	for _, right := range b {
		if covers(a, right) && !slices.Contains(common, right) {
			common = append(common, right)
		}
	}
	return common
}

// covers tells that rights grant all that a right or a pattern of rights grants.
func covers(rights []string, right string) bool { return Actor{Rights: rights}.Can(right) }
