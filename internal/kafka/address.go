package kafka

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// scheme begins an address that has more to say than hosts.
const scheme = "kafka://"

// Parse reads an address: host:port,host:port, or
//
//	kafka://user:password@host:port,host:port?tls=true&sasl=scram-sha-512&ca=/etc/kafka/ca.pem&replicas=3&partitions=12
//
// Options: tls (true, or insecure: without asking for the certificate), ca (file of the authority), cert and key (files of our own
// certificate), sasl (plain, scram-sha-256 or scram-sha-512, the default with a user), replicas and partitions of the topics that we
// make, prefix of our names.
func Parse(address string) (Cluster, error) {
	rest, full := strings.CutPrefix(strings.TrimSpace(address), scheme)
	rest, query, _ := strings.Cut(rest, "?")
	user, hosts := "", rest
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		user, hosts = rest[:at], rest[at+1:]
	}
	if !full && (query != "" || user != "") {
		return Cluster{}, fmt.Errorf("users and options want the long form: %suser:password@host:port?tls=true", scheme)
	}
	c := Cluster{Brokers: brokers(hosts)}
	for _, broker := range c.Brokers {
		if _, _, err := net.SplitHostPort(broker); err != nil {
			return c, fmt.Errorf("%q is not host:port", broker)
		}
	}
	options, err := url.ParseQuery(query)
	if err != nil {
		return c, fmt.Errorf("options: %w", err)
	}
	return c, c.take(options, user)
}

func brokers(hosts string) []string {
	var list []string
	for host := range strings.SplitSeq(hosts, ",") {
		if host = strings.Trim(host, " /"); host != "" {
			list = append(list, host)
		}
	}
	return list
}

// take reads the options; one that is not known is a mistake that must not pass in silence.
func (c *Cluster) take(options url.Values, user string) (err error) {
	known := []string{"tls", "ca", "cert", "key", "sasl", "replicas", "partitions", "prefix"}
	for name := range options {
		if !slices.Contains(known, name) {
			return fmt.Errorf("no option %q; there are %s", name, strings.Join(known, ", "))
		}
	}
	c.Prefix = options.Get("prefix")
	if c.Replicas, err = number(options, "replicas"); err != nil {
		return err
	}
	if c.Partitions, err = number(options, "partitions"); err != nil {
		return err
	}
	if c.login, err = login(options.Get("sasl"), user); err != nil {
		return err
	}
	c.tls, err = secure(options)
	return err
}

func number(options url.Values, name string) (int, error) {
	text := options.Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s=%s: want a number from 1", name, text)
	}
	return n, nil
}

// login is how we say who we are.
func login(mechanism, user string) (sasl.Mechanism, error) {
	if user == "" {
		return nil, nil
	}
	name, password, _ := strings.Cut(user, ":")
	name, err := url.PathUnescape(name)
	if err == nil {
		password, err = url.PathUnescape(password)
	}
	if err != nil {
		return nil, fmt.Errorf("the user: %w", err)
	}
	switch mechanism {
	case "plain":
		return plain.Mechanism{Username: name, Password: password}, nil
	case "scram-sha-256":
		return scram.Mechanism(scram.SHA256, name, password)
	case "scram-sha-512", "":
		return scram.Mechanism(scram.SHA512, name, password)
	}
	return nil, fmt.Errorf("sasl=%s: want plain, scram-sha-256 or scram-sha-512", mechanism)
}

// secure is how the connection is sealed; nil leaves it open.
func secure(options url.Values) (*tls.Config, error) {
	switch mode := options.Get("tls"); mode {
	case "", "false":
		for _, name := range []string{"ca", "cert", "key"} {
			if options.Has(name) { // else an open connection would pass for a sealed one
				return nil, fmt.Errorf("%s= needs tls=true beside it", name)
			}
		}
		return nil, nil
	case "true", "insecure":
		t := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: mode == "insecure"} //nolint:gosec // asked for by name
		return t, certificates(t, options)
	default:
		return nil, fmt.Errorf("tls=%s: want true, insecure or false", mode)
	}
}

func certificates(t *tls.Config, options url.Values) error {
	if file := options.Get("ca"); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(pem) {
			return fmt.Errorf("%s holds no certificate", file)
		}
	}
	if options.Get("cert") == "" {
		return nil
	}
	own, err := tls.LoadX509KeyPair(options.Get("cert"), options.Get("key"))
	t.Certificates = []tls.Certificate{own}
	return err
}
