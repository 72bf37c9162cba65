// Package resource turns one declaration of a table into everything the house does with
// it. A room declares a Go struct and a Def; the package gives storage with optimistic
// lock, list with search, filters and keyset paging, checks with all faults at once, an event for each
// change, rights, and the facts from which the web draws pages and the API its
// description.
//
// The struct embeds Base (master data) or Doc (a document with number, state and
// perhaps lines). Its JSON tags are at once the column names, the field names of the API
// and the keys of the event's body. All reflection of the house on rows is in this package (shape.go).
//
// Words: for a Def named sales.order the lang files hold sales.order (one), sales.order.list
// (many), sales.order.<field>, sales.order.<field>.hint, sales.order.<field>.<choice>;
// fields and choices shared by all fall back to field.<field> and choice.<choice>.
//
// Rights: <def>.view, <def>.edit, <def>.archive, <def>.import, <def>.export, <def>.share (views of lists with everybody), and one for
// each step of a flow.
// Rooms' own code uses the typed methods, which check no rights; web and API use Any, which does.
package resource
