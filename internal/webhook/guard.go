package webhook

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// errInside says that an address leads to this machine or into a private network.
var errInside = errors.New("the address is private; HESUAN_WEBHOOK_PRIVATE=1 allows it")

// carrier is round the NAT of providers: private too, though Go does not count it.
var carrier = netip.MustParsePrefix("100.64.0.0/10")

// outside tells that an address belongs to the open network.
func outside(address netip.Addr) bool {
	address = address.Unmap()
	return address.IsGlobalUnicast() && !address.IsPrivate() && !address.IsLoopback() && !address.IsLinkLocalUnicast() && !carrier.Contains(address)
}

// Times of one attempt.
const (
	connectLimit = 5 * time.Second
	sendLimit    = 15 * time.Second
)

// client calls endpoints: no proxy, no redirects, and not a single connection to the inside of the house. The address is looked at after
// its name was resolved, so that a name which changes its mind gains nothing.
func client(private bool) *http.Client {
	dialer := &net.Dialer{Timeout: connectLimit, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if !private && !outside(at.Addr()) {
			return errInside
		}
		return nil
	}}
	return &http.Client{
		Timeout:       sendLimit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: connectLimit, MaxIdleConnsPerHost: 4,
			IdleConnTimeout: time.Minute, ResponseHeaderTimeout: sendLimit, MaxResponseHeaderBytes: 64 << 10},
	}
}
