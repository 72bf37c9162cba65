package kafka

import (
	"net"
	"strings"
	"sync"
	"time"

	kafkago "github.com/segmentio/kafka-go"
)

// dialLimit bounds the wait for a broker that does not answer: there are others.
const dialLimit = 3 * time.Second

// transport forgets what it knows of the cluster soon, so that a broker that comes back, or a partition's new leader, is found.
func (c Cluster) transport() *kafkago.Transport {
	dialer := &net.Dialer{Timeout: dialLimit, KeepAlive: 10 * time.Second}
	return &kafkago.Transport{
		Dial: dialer.DialContext, MetadataTTL: 2 * time.Second, IdleTimeout: 30 * time.Second, TLS: c.tls, SASL: c.login, ClientID: "hesuan",
	}
}

// transports are those of the clients, one for each way into a cluster: connections outlive a question.
var transports sync.Map

// shared is the transport that all clients with the same way in have in common.
func (c Cluster) shared() *kafkago.Transport {
	way := struct {
		brokers string
		tls     any
		login   any
	}{strings.Join(c.Brokers, ","), c.tls, c.login}
	if found, ok := transports.Load(way); ok {
		return found.(*kafkago.Transport)
	}
	made, _ := transports.LoadOrStore(way, c.transport())
	return made.(*kafkago.Transport)
}
