package clickhouse

import (
	"strings"

	"github.com/ClickHouse/ch-go/proto"
)

// handshakeQuery is what clickhouse-go asks first over HTTP.
const handshakeQuery = "SELECT displayName(), version(), revision(), timezone()"

// greeting is what the engine is called.
type greeting struct{ name, version string }

// answer gives the handshake its block, encoded as the client expects it from a server of its own revision. The
// revision it finds inside is 0: from then on it reads plain blocks, the only ones the engine writes.
func (g greeting) answer(sql string, q *request) (block []byte, ok bool) {
	if q.revision == 0 || !strings.EqualFold(q.format, "Native") || strings.TrimSpace(sql) != handshakeQuery {
		return nil, false
	}
	name, version, zone := &proto.ColStr{}, &proto.ColStr{}, &proto.ColStr{}
	name.Append(g.name)
	version.Append(g.version)
	zone.Append("UTC")
	columns := []proto.InputColumn{
		{Name: "displayName()", Data: name},
		{Name: "version()", Data: version},
		{Name: "revision()", Data: proto.ColUInt32{0}},
		{Name: "timezone()", Data: zone},
	}
	var buffer proto.Buffer
	b := proto.Block{Info: proto.BlockInfo{BucketNum: -1}, Columns: len(columns), Rows: 1}
	if err := b.EncodeBlock(&buffer, q.revision, columns); err != nil {
		return nil, false
	}
	return buffer.Buf, true
}
