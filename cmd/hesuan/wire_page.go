package main

import (
	"slices"

	"hesuan/internal/web"
)

// pages are those that rooms add beside the generated ones.
func (h *house) pages() []web.Page {
	return slices.Concat(h.finance.Pages(h.defs), h.sheets().Pages())
}
