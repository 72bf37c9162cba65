package sheet

import (
	"maps"
	"strings"

	"hesuan/internal/fault"
)

// Say is what faults tell, in the language of the import: fields by their labels.
func (im *Import) Say(faults fault.List) string {
	texts := make([]string, len(faults))
	for i, f := range faults {
		args := maps.Clone(map[string]any(f.Args))
		if field, ok := args["field"].(string); ok {
			args["field"] = im.names().label(im.Lang, field)
		}
		texts[i] = im.Book.Text(im.Lang, f.Key, args)
		if f.Field == "" {
			continue
		}
		if label := im.names().label(im.Lang, f.Field); !strings.Contains(texts[i], label) {
			texts[i] = label + ": " + texts[i]
		}
	}
	return strings.Join(texts, "; ")
}
