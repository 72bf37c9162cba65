package kafka

import (
	"sync"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// newTopics makes a topic that a client may make by asking for it, as Kafka's auto.create.topics.enable does. kfake could do so itself,
// but would write such a topic down only at a clean shutdown: after a kill its records, synced as they are, belong to no topic.
// CreateTopic writes it down at once.
func newTopics(c *kfake.Cluster) {
	var mu sync.Mutex
	known := map[string]bool{}
	missing := func(req *kmsg.MetadataRequest) []string {
		mu.Lock()
		defer mu.Unlock()
		var names []string
		for _, t := range req.Topics {
			if req.AllowAutoTopicCreation && t.Topic != nil && !known[*t.Topic] {
				names = append(names, *t.Topic)
			}
		}
		return names
	}
	c.ControlKey(int16(kmsg.Metadata), func(kreq kmsg.Request) (kmsg.Response, error, bool) {
		if names := missing(kreq.(*kmsg.MetadataRequest)); len(names) > 0 {
			// The cluster handles requests on one goroutine and this is it: CreateTopic must run on another while this request sleeps.
			c.SleepControl(func() {
				for _, name := range names {
					_ = c.CreateTopic(name, -1, nil) // it exists, or the answer to the request itself says what is wrong with the name
					mu.Lock()
					known[name] = true
					mu.Unlock()
				}
			})
		}
		return nil, nil, false
	})
}
