package web

import (
	"context"
	"io"
	"maps"
	"net/http"
	"slices"
)

// Answer is what a page gives back: made by HTML, Fragment, JSON, Redirect, File, Stream, Live or Nothing, refined by the methods.
type Answer struct {
	status  int
	header  map[string]string
	page    *view
	json    any
	isJSON  bool
	to      string
	body    []byte
	stream  func(w io.Writer) error
	live    func(ctx context.Context, send func(event, data string) error) error
	tone    string
	say     string
	isEmpty bool
}

// view is a template to fill in.
type view struct {
	set      *Templates
	name     string
	data     any
	title    string
	scripts  []string
	styles   []string
	keys     []shortcut
	fragment bool // never within the frame
	bare     bool // within a frame without navigation
}

// HTML fills in a template and puts it into the frame; alone when htmx asks for a fragment.
func HTML(set *Templates, name string, data any) Answer {
	return Answer{status: http.StatusOK, page: &view{set: set, name: name, data: data}}
}

// Fragment fills in a template and gives it alone.
func Fragment(set *Templates, name string, data any) Answer {
	return Answer{status: http.StatusOK, page: &view{set: set, name: name, data: data, fragment: true}}
}

// JSON gives a value to a script.
func JSON(value any) Answer { return Answer{status: http.StatusOK, json: value, isJSON: true} }

// Redirect leads to another page of the house, also when htmx asked.
func Redirect(to string) Answer { return Answer{status: http.StatusSeeOther, to: to} }

// File is a download.
func File(name, contentType string, body []byte) Answer {
	return Answer{status: http.StatusOK, body: body}.attach(name, contentType)
}

// Stream is a download that is written while it is sent; what write returns is logged.
func Stream(name, contentType string, write func(w io.Writer) error) Answer {
	return Answer{status: http.StatusOK, stream: write}.attach(name, contentType)
}

// Live keeps the connection and sends events as they come (server-sent events), until run returns or the browser leaves.
func Live(run func(ctx context.Context, send func(event, data string) error) error) Answer {
	return Answer{status: http.StatusOK, live: run}
}

// Nothing says that all is well and nothing is to be shown.
func Nothing() Answer { return Answer{status: http.StatusNoContent, isEmpty: true} }

func (a Answer) attach(name, contentType string) Answer {
	a = a.Header("Content-Type", contentType)
	if name == "" {
		return a
	}
	return a.Header("Content-Disposition", disposition(name))
}

// Title names the page in the browser's tab.
func (a Answer) Title(text string) Answer {
	if a.page != nil {
		next := *a.page
		next.title = text
		a.page = &next
	}
	return a
}

// Script loads static scripts with the page, such as /static/dist/echarts.min.js.
func (a Answer) Script(urls ...string) Answer {
	next := *a.page
	next.scripts = append(slices.Clone(next.scripts), urls...)
	a.page = &next
	return a
}

// Style loads static style sheets with the page.
func (a Answer) Style(urls ...string) Answer {
	next := *a.page
	next.styles = append(slices.Clone(next.styles), urls...)
	a.page = &next
	return a
}

// shortcut is what keys do on a page, for the help of the keyboard.
type shortcut struct {
	Text string
	Keys []string
}

// Key tells in the help of the keyboard what keys of the page's own do, beside those that all pages have.
func (a Answer) Key(text string, keys ...string) Answer {
	next := *a.page
	next.keys = append(slices.Clone(next.keys), shortcut{text, keys})
	a.page = &next
	return a
}

// Status sets the HTTP status.
func (a Answer) Status(code int) Answer {
	a.status = code
	return a
}

// Header sets a header.
func (a Answer) Header(name, value string) Answer {
	a.header = maps.Clone(a.header)
	if a.header == nil {
		a.header = map[string]string{}
	}
	a.header[name] = value
	return a
}

// Say shows a short note to the person, also after a redirect. tone is done, wait or dead.
func (a Answer) Say(tone, text string) Answer {
	a.tone, a.say = tone, text
	return a
}
