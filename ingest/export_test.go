package ingest

import (
	"time"

	"hesuan/internal/event"
	"hesuan/internal/kafka"
)

// Encode is the message of an event.
func Encode(r *event.Record, epoch uint64, topic string) kafka.Message {
	return message{Record: r, Epoch: epoch, Committed: time.Now()}.encode(topic)
}

// Decode reads a message of an event.
func Decode(m kafka.Message) (*event.Record, error) {
	read, err := decode(m)
	return read.Record, err
}
