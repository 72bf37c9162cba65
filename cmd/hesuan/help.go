package main

import (
	"github.com/alecthomas/kong"
)

const description = `Hesuan: the company's daily work and its figures, in one program.

Every setting is a flag or an environment variable; the variable is given in parentheses ($HESUAN_…). Nothing has to be set.`

// groups are the headings of the list of commands.
var groups = kong.Groups{
	"parts": "Parts that up starts and restarts, each a process of its own:",
}

// helpCommand is `hesuan help [command]`.
type helpCommand struct {
	Command []string `arg:"" optional:"" help:"Command to explain."`
}

// Run prints the help of one command, or of all.
func (h helpCommand) Run(parser *kong.Kong) error {
	about, err := kong.Trace(parser, h.Command)
	if err != nil {
		return err
	}
	if about.Error != nil {
		return about.Error
	}
	return about.PrintUsage(false)
}

// settings are the environment variables that the command line knows.
func settings(app *kong.Application) []string {
	var names []string
	_ = kong.Visit(app, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			names = append(names, flag.Envs...)
		}
		return next(nil)
	})
	return names
}
