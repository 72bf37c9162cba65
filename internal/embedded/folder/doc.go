// Package folder is the data folder of one installation: who holds it, and the small files in it that outlive a run.
//
//	lock          flock of the running `hesuan up`; the kernel frees it, so a killed run leaves nothing stale
//	engines.json  ports and passwords of the embedded engines, chosen once (0600)
//	run.json      the addresses of the running `up`, for commands beside it (0600)
//	postgres/ kafka/ clickhouse/   the engines' data
//	log/          what every part says
package folder
