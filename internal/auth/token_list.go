package auth

import (
	"context"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// TokenInfo is what may be told of a token: everything but the token.
type TokenInfo struct {
	ID      ref.User    `json:"id"`
	Name    string      `json:"name"`
	Owner   string      `json:"owner"` // the login; empty for the house
	Rights  []string    `json:"rights"`
	Scope   actor.Scope `json:"scope"`
	Created time.Time   `json:"created"`
	Used    *time.Time  `json:"used"`
	Address string      `json:"address"`
	Expires *time.Time  `json:"expires"`
	Revoked *time.Time  `json:"revoked"`
}

// Live tells that the token still lets somebody in.
func (t TokenInfo) Live(now time.Time) bool {
	return t.Revoked == nil && (t.Expires == nil || t.Expires.After(now))
}

// Tokens lists one person's tokens, the newest first; everybody's, with those of the house, for the zero user.
func (r *Room) Tokens(ctx context.Context, tx *pg.Tx, owner ref.User) ([]TokenInfo, error) {
	found, err := tx.Query(ctx, `select t.id, t.name, coalesce(u.name, ''), t.rights, t.scope, t.created, t.used, t.address, t.expires, t.revoked
		from auth.token t left join auth.user u on u.id = t.owner where $1::uuid is null or t.owner = $1
		order by t.revoked is not null, t.id desc limit 500`, owner)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	all := []TokenInfo{}
	for found.Next() {
		var t TokenInfo
		var rights string
		if err := found.Scan(&t.ID, &t.Name, &t.Owner, &rights, &t.Scope, &t.Created, &t.Used, &t.Address, &t.Expires, &t.Revoked); err != nil {
			return nil, err
		}
		t.Rights = RightsOf(rights)
		all = append(all, t)
	}
	return all, found.Err()
}

// RevokeToken ends one token: of the owner's, or anybody's for the zero user.
func (r *Room) RevokeToken(ctx context.Context, tx *pg.Tx, token, owner ref.User) error {
	tag, err := tx.Exec(ctx, `update auth.token set revoked = coalesce(revoked, $3) where id = $1 and ($2::uuid is null or owner = $2)`, token, owner, tx.Now)
	if err == nil && tag.RowsAffected() == 0 {
		err = fault.New(fault.NotFound, "auth.token.missing", nil)
	}
	return err
}

// RevokeTokens ends every token of a name.
func (r *Room) RevokeTokens(ctx context.Context, name string) (ended int64, err error) {
	tag, err := r.db.Pool.Exec(ctx, `update auth.token set revoked = $2 where name = $1 and revoked is null`, name, r.db.Clock().UTC())
	return tag.RowsAffected(), err
}
