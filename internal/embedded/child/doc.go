// Package child starts the processes that must not outlive us.
//
// The kernel is asked (PR_SET_PDEATHSIG) to signal each of them when this process ends, kill -9 included, so an engine is never left
// behind with its data folder open. The kernel ties that promise to the *thread* that forked, and Go ends threads as it likes: so one
// goroutine, locked to its thread for good, forks them all.
//
// Children get a process group of their own: a Ctrl-C in the terminal reaches only us, and we stop them in the right order.
package child
