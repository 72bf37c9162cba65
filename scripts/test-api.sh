#!/usr/bin/env bash
# Holds the API against its own description: a small house with a token, and a pinned Schemathesis with every check. Any failure is a failure.
# Settings: EXAMPLES (cases per operation in the phases that draw them), SEED, ARGS (more for `st run`, such as --include-tag sales.order).
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh api
ST=$PWD/build/schemathesis/bin/st

home=$(mktemp -d "${TMPDIR:-/tmp}/hesuan-api.XXXXXX")
chmod o+x "$home" # Postgres runs as a user of its own where this runs as root
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export HESUAN_DATA=$home/data HESUAN_LISTEN=127.0.0.1:$port HESUAN_DEMO=small
bin/hesuan up >"$home/log" 2>&1 &
house=$!
end() {
	kill "$house" 2>/dev/null || true
	wait "$house" 2>/dev/null || true
	rm -rf "$home"
}
trap end EXIT
for ((i = 0; ; i++)); do
	curl -fs "http://$HESUAN_LISTEN/readyz" >/dev/null && break
	if ! kill -0 "$house" 2>/dev/null || ((i > 240)); then
		tail -n 30 "$home/log"
		exit 1
	fi
	sleep 0.5
done
token=$(bin/hesuan token create schemathesis --rights '*')
# The rate of a token is there to stop such a caller; `auto` waits as Retry-After says. One worker: in Python 3.11 two threads may break each
# other when Hypothesis reads its own sources (gh-106905), and they would share one core anyway.
cd "$home" && "$ST" run "http://$HESUAN_LISTEN/api/openapi.json" -H "Authorization: Bearer $token" -H 'Accept-Language: en' --checks all \
	--max-examples "${EXAMPLES:-10}" --seed "${SEED:-1}" --rate-limit auto --workers 1 --continue-on-failure ${ARGS:-}
