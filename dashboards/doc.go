// Package dashboards hangs up the boards 看板: what management looks at for a minute and must be able to believe.
//
// A Board is a list of Tiles, a Tile is metrics of the semantic layer (package olap) with a way of drawing them. Nothing is computed
// here that the layer does not know: a tile becomes olap queries, their results become a figure, a table or the option of an echarts
// chart, and every number in it carries the address of what lies one level below, down to the documents.
//
// # From an address to a number
//
//   - Ask (ask.go): what the address asks for: period, comparison, filters. It can be written back as an address, so a click on a
//     mark is the present address with one thing more.
//   - draw (draw.go): a tile and an Ask become a Drawing: texts, a table, an option, the SQL.
//   - pages (page.go): the board, its tiles as fragments that the script fetches, the documents behind a number, the stamp.
//
// # Live
//
// The script asks for the stamp (stamp.go) about once a second. It is one query over the names of the engine's parts, shared by all who
// look; when the stamp of a tile's tables has changed, the tile is fetched anew. The same answer says up to when the
// warehouse is complete and whether it agrees with the books.
//
// # What is inert
//
// Titles and names come from people. They reach the page through html/template or as JSON in an attribute, never as script; the static
// script puts them into tooltips as text nodes. Options hold no functions.
package dashboards
