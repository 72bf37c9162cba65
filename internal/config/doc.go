// Package config is the list of Hesuan's settings. Each is an environment variable and a flag of the same name; `hesuan help` prints this
// list. Nothing needs to be set: the defaults start everything embedded, in one folder.
package config
