// Package kafka runs the embedded Kafka: franz-go's kfake, in process, with its log on disk and every write synced.
//
// kfake calls itself a broker for tests. It speaks the real protocol and is enough for one machine: one broker, no replication, no
// authentication (it listens on loopback alone). The stream's tests run against Apache Kafka too (`make test-kafka`), and a real
// cluster takes its place by giving HESUAN_KAFKA.
package kafka
