#!/usr/bin/env bash
# Runs the benches in their quick setting and gathers what they say in build/bench.json. The forecasts' bench is not among them: see docs/accuracy.md.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build
data=${HESUAN_BENCH_DATA:-../shared/data}
all=()
one() {
	echo "bench $*" >&2
	bin/hesuan bench "$@" --json >"build/bench-$1.json"
	all+=("build/bench-$1.json")
}
one start --time 10s
one orders --time 10s
one pipeline --time 10s
one lists --rounds 5
if [ -f "$data/online_retail.csv.gz" ]; then
	one boards --rounds 10 --from "$data"
	one import --from "$data"
else
	echo "without $data/online_retail.csv.gz: the boards of the demo company only, no import" >&2
	one boards --rounds 10 --company demo
fi
{
	echo '['
	for i in "${!all[@]}"; do
		((i == 0)) || echo ','
		cat "${all[$i]}"
	done
	echo ']'
} >build/bench.json
echo "build/bench.json" >&2
