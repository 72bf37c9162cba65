package kafka

import (
	"context"
	"slices"
	"strings"

	kafkago "github.com/segmentio/kafka-go"
)

// Ends gives, for each partition, the offset that its next message will have.
func (c Cluster) Ends(ctx context.Context, topics ...string) (map[Partition]int64, error) {
	client := c.client()
	meta, err := client.Metadata(ctx, &kafkago.MetadataRequest{Topics: topics})
	if err != nil {
		return nil, err
	}
	asked := map[string][]kafkago.OffsetRequest{}
	for _, topic := range meta.Topics {
		for _, p := range topic.Partitions {
			asked[topic.Name] = append(asked[topic.Name], kafkago.LastOffsetOf(p.ID))
		}
	}
	response, err := client.ListOffsets(ctx, &kafkago.ListOffsetsRequest{Topics: asked})
	if err != nil {
		return nil, err
	}
	ends := map[Partition]int64{}
	for topic, partitions := range response.Topics {
		for _, p := range partitions {
			if p.Error != nil {
				return nil, p.Error
			}
			ends[Partition{topic, p.Partition}] = p.LastOffset
		}
	}
	return ends, nil
}

// Committed gives, for each of the partitions, the offset up to which a group has committed; -1 where it never has.
func (c Cluster) Committed(ctx context.Context, group string, partitions []Partition) (map[Partition]int64, error) {
	asked := map[string][]int{}
	for _, p := range partitions {
		asked[p.Topic] = append(asked[p.Topic], p.ID)
	}
	response, err := c.client().OffsetFetch(ctx, &kafkago.OffsetFetchRequest{GroupID: c.Group(group), Topics: asked})
	if err != nil {
		return nil, err
	}
	if response.Error != nil {
		return nil, response.Error
	}
	committed := map[Partition]int64{}
	for topic, parts := range response.Topics {
		for _, p := range parts {
			if p.Error != nil {
				return nil, p.Error
			}
			committed[Partition{topic, p.Partition}] = p.CommittedOffset
		}
	}
	return committed, nil
}

// Topics are our topics in the cluster, but for those named, sorted.
func (c Cluster) Topics(ctx context.Context, but ...string) ([]string, error) {
	meta, err := c.client().Metadata(ctx, &kafkago.MetadataRequest{})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, topic := range meta.Topics {
		if !topic.Internal && strings.HasPrefix(topic.Name, c.Topic("")) && !slices.Contains(but, topic.Name) {
			names = append(names, topic.Name)
		}
	}
	slices.Sort(names)
	return names, nil
}
