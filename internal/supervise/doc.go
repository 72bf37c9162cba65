// Package supervise is `hesuan up`: it holds the data folder, starts the embedded engines and the roles as child processes, starts each
// again when it dies, gathers what they say into one log, and stops them in order: first the roles, then the engines under them.
//
// Every part is a process of its own, so that each can crash, be killed or be restarted alone: the crash of an engine does not take the
// pages down, and a role that stumbles is back in a moment. Nothing is handed over in memory; Postgres, Kafka and ClickHouse are all
// they share. When the supervisor itself is killed, the kernel ends all of them (see package child).
package supervise
