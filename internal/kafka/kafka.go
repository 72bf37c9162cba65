// Package kafka is how the house speaks to Kafka: topic names and settings, a writer that loses nothing, a reader of a
// consumer group that is quick when little happens. The library is kafka-go; its defaults are not safe (a writer without
// acknowledgements, a second of waiting), so nothing else makes writers or readers.
package kafka

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	kafkago "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/compress"
	"github.com/segmentio/kafka-go/sasl"
)

// What the library gives, under our name.
type (
	Message = kafkago.Message
	Header  = kafkago.Header
	Reader  = kafkago.Reader
	Writer  = kafkago.Writer
)

// Partitions of a room's topic, unless the address says otherwise: a document's events lie in one of them, in order.
const Partitions = 4

// Usual, for a number of partitions, is what the address says.
const Usual = 0

// LargestMessage bounds a message, well above the largest event body.
const LargestMessage = 8 << 20

// Cluster is a Kafka, how we enter it, and what we make there.
type Cluster struct {
	Brokers    []string
	Prefix     string // of topics and groups: keeps tests, or several companies, apart
	Replicas   int    // of a topic's partitions; 0: three where there are as many brokers
	Partitions int    // of a room's topic; 0: Partitions
	tls        *tls.Config
	login      sasl.Mechanism
}

// Partition names one partition of a topic.
type Partition struct {
	Topic string
	ID    int
}

// Topic is where a room's events go.
func (c Cluster) Topic(room string) string { return c.Prefix + "hesuan." + room }

// Group is a consumer group's name.
func (c Cluster) Group(name string) string { return c.Prefix + "hesuan." + name }

func (c Cluster) client() *kafkago.Client {
	return &kafkago.Client{Addr: kafkago.TCP(c.Brokers...), Timeout: 10 * time.Second, Transport: c.shared()}
}

// Ensure makes the topics that are missing, with that many partitions, and returns once all brokers' metadata know them. Where all are
// there it asks for nothing, so that a role needs no right to make topics when `migrate` has made them.
func (c Cluster) Ensure(ctx context.Context, partitions int, topics ...string) error {
	meta, err := c.client().Metadata(ctx, &kafkago.MetadataRequest{})
	if err != nil {
		return fmt.Errorf("kafka %v: %w", c.Brokers, err)
	}
	request := &kafkago.CreateTopicsRequest{}
	for _, topic := range topics {
		if !slices.ContainsFunc(meta.Topics, func(t kafkago.Topic) bool { return t.Name == topic }) {
			request.Topics = append(request.Topics, c.plan(topic, partitions, len(meta.Brokers)))
		}
	}
	if len(request.Topics) == 0 {
		return c.await(ctx, topics)
	}
	response, err := c.client().CreateTopics(ctx, request)
	if err != nil {
		return fmt.Errorf("kafka %v: %w", c.Brokers, err)
	}
	for topic, err := range response.Errors {
		if err != nil && !errors.Is(err, kafkago.TopicAlreadyExists) {
			return fmt.Errorf("topic %s: %w", topic, err)
		}
	}
	return c.await(ctx, topics)
}

// plan is a topic to be made. With three replicas a write is acknowledged once two have it: one broker may be away.
func (c Cluster) plan(topic string, partitions, brokers int) kafkago.TopicConfig {
	if partitions == Usual {
		partitions = cmp.Or(c.Partitions, Partitions)
	}
	replicas := cmp.Or(c.Replicas, min(3, brokers), 1)
	return kafkago.TopicConfig{Topic: topic, NumPartitions: partitions, ReplicationFactor: replicas, ConfigEntries: []kafkago.ConfigEntry{
		{ConfigName: "max.message.bytes", ConfigValue: strconv.Itoa(LargestMessage + 1<<20)},
		{ConfigName: "min.insync.replicas", ConfigValue: strconv.Itoa(max(1, replicas-1))},
	}}
}

func (c Cluster) await(ctx context.Context, topics []string) error {
	for {
		meta, err := c.client().Metadata(ctx, &kafkago.MetadataRequest{Topics: topics})
		if err == nil && ready(meta, len(topics)) {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func ready(meta *kafkago.MetadataResponse, topics int) bool {
	for _, topic := range meta.Topics {
		if topic.Error != nil || len(topic.Partitions) == 0 {
			return false
		}
		for _, p := range topic.Partitions {
			if p.Error != nil {
				return false
			}
		}
	}
	return len(meta.Topics) == topics
}

// Writer gives each message to the partition of its key and returns from WriteMessages when enough replicas have it.
func (c Cluster) Writer() *Writer {
	return &Writer{
		Addr: kafkago.TCP(c.Brokers...), Balancer: &kafkago.Hash{}, RequiredAcks: kafkago.RequireAll,
		BatchTimeout: 2 * time.Millisecond, BatchSize: 2000, BatchBytes: LargestMessage, MaxAttempts: 10,
		ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, Compression: compress.Lz4, Transport: c.transport(),
	}
}

// Reader joins a consumer group. Use FetchMessage and CommitMessages: ReadMessage commits before the work is done.
func (c Cluster) Reader(group string, topics ...string) *Reader {
	return kafkago.NewReader(kafkago.ReaderConfig{
		Brokers: c.Brokers, Dialer: &kafkago.Dialer{Timeout: dialLimit, DualStack: true, TLS: c.tls, SASLMechanism: c.login},
		GroupID: c.Group(group), GroupTopics: topics, StartOffset: kafkago.FirstOffset,
		// A fetch is answered as soon as there is one byte.
		MinBytes: 1, MaxBytes: LargestMessage + 1<<20, MaxWait: time.Second, QueueCapacity: 1000,
		ReadBackoffMin: 10 * time.Millisecond, ReadBackoffMax: 500 * time.Millisecond,
		// A sink that was killed is out of the group after six seconds, the least that Apache Kafka allows.
		SessionTimeout: 6 * time.Second, HeartbeatInterval: time.Second, RebalanceTimeout: 6 * time.Second,
		JoinGroupBackoff: 300 * time.Millisecond, MaxAttempts: 3,
	})
}
