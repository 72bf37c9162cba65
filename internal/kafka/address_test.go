package kafka_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"hesuan/internal/kafka"
)

func TestAddressesSayWhatIsWanted(t *testing.T) {
	short, err := kafka.Parse("a:1, b:2")
	if err != nil || !slices.Equal(short.Brokers, []string{"a:1", "b:2"}) || short.Replicas != 0 {
		t.Errorf("short: %+v, %v", short, err)
	}
	long, err := kafka.Parse("kafka://me:s%40cret@a:1,b:2/?tls=true&replicas=3&partitions=12&prefix=x.")
	if err != nil || !slices.Equal(long.Brokers, []string{"a:1", "b:2"}) || long.Replicas != 3 || long.Partitions != 12 || long.Topic("sales") != "x.hesuan.sales" {
		t.Errorf("long: %+v, %v", long, err)
	}
	for address, word := range map[string]string{
		"broker": "host:port", "a:1?tls=true": "kafka://", "kafka://a:1?tsl=true": "tsl", "kafka://a:1?replicas=0": "replicas",
		"kafka://a:1?tls=maybe": "tls", "kafka://a:1?ca=/ca.pem": "ca= needs tls=true", "kafka://a:1?tls=false&cert=/c&key=/k": "cert= needs tls=true",
		"kafka://u:p@a:1?sasl=digest": "scram-sha-512", "kafka://a:1?tls=true&ca=/nowhere": "/nowhere",
	} {
		if _, err := kafka.Parse(address); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s gives %v, which should speak of %s", address, err, word)
		}
	}
}

// A cluster that asks for a password and a sealed line is written to and read from; a wrong password, or no trust, is refused (SEC-03).
func TestAGuardedClusterLetsUsIn(t *testing.T) {
	config, ca := certificate(t)
	broker, err := kfake.NewCluster(kfake.NumBrokers(3), kfake.TLS(config), kfake.EnableSASL(),
		kfake.Superuser("SCRAM-SHA-512", "hesuan", "se cret"), kfake.Superuser("PLAIN", "plain", "p"))
	if err != nil {
		t.Fatal(err)
	}
	defer broker.Close()
	hosts := strings.Join(broker.ListenAddrs(), ",")
	for name, way := range map[string]string{
		"scram": "kafka://hesuan:se%20cret@" + hosts + "?tls=true&ca=" + ca,
		"plain": "kafka://plain:p@" + hosts + "?tls=true&sasl=plain&ca=" + ca,
	} {
		t.Run(name, func(t *testing.T) { thereAndBack(t, way+"&prefix="+name+".") })
	}
	for name, way := range map[string]string{
		"wrong password": "kafka://hesuan:wrong@" + hosts + "?tls=true&ca=" + ca,
		"no trust":       "kafka://hesuan:se%20cret@" + hosts + "?tls=true",
		"open line":      hosts,
	} {
		t.Run(name, func(t *testing.T) {
			c, err := kafka.Parse(way)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			if err := c.Ensure(ctx, 1, c.Topic("x")); err == nil {
				t.Error("we were let in")
			}
		})
	}
}

// A cluster that has died is not said to be well from memory.
func TestADeadClusterIsSeen(t *testing.T) {
	broker, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	c := kafka.Cluster{Brokers: broker.ListenAddrs()}
	if _, err := c.Health(t.Context()); err != nil {
		t.Fatal(err)
	}
	broker.Close()
	if h, err := c.Health(t.Context()); err == nil {
		t.Errorf("it is said to be %+v", h)
	}
}

// thereAndBack makes a topic with three replicas, writes to it and reads it as a group.
func thereAndBack(t *testing.T, address string) {
	c, err := kafka.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := c.Ensure(ctx, kafka.Usual, c.Topic("sales")); err != nil {
		t.Fatal(err)
	}
	w := c.Writer()
	defer w.Close()
	if err := w.WriteMessages(ctx, kafka.Message{Topic: c.Topic("sales"), Key: []byte("k"), Value: []byte("v")}); err != nil {
		t.Fatal(err)
	}
	r := c.Reader("sink", c.Topic("sales"))
	defer r.Close()
	m, err := r.FetchMessage(ctx)
	if err != nil || string(m.Value) != "v" {
		t.Fatalf("read %q, %v", m.Value, err)
	}
	if err := r.CommitMessages(ctx, m); err != nil {
		t.Fatal(err)
	}
	health, err := c.Health(ctx)
	if err != nil || health.Brokers != 3 || health.Partitions != kafka.Partitions || health.Replicas != 3 || health.Leaderless+health.Thin > 0 {
		t.Errorf("health %+v, %v", health, err)
	}
}

// certificate makes one for 127.0.0.1 that signs itself, and the file of its authority.
func certificate(t *testing.T) (*tls.Config, string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	plan := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, plan, plan, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, file
}
