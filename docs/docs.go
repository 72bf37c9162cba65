// Package docs carries the manuals into the program, so that the help pages show the very texts that lie here.
package docs

import "embed"

// Files are the manuals: manual/<language>/<order>-<chapter>.md.
//
//go:embed manual/*/*.md
var Files embed.FS
