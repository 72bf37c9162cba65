#!/bin/bash
# Puts a pinned StatsForecast into a virtual environment under build/ and runs it and our engine on the same series, splits and cores.
# Settings: SETS (as of `hesuan bench forecast`), EVERY (take every n-th series), FROM (folder of the data), CORES.
set -euo pipefail
cd "$(dirname "$0")/.."
VERSION=2.0.2
PYTHON=build/peers/bin/python
if ! "$PYTHON" -c "import statsforecast, sys; sys.exit(statsforecast.__version__ != '$VERSION')" 2>/dev/null; then
	python3 -m venv build/peers
	build/peers/bin/pip install --quiet "statsforecast==$VERSION"
fi
rm -rf build/peers-data
for set in ${SETS:-m3 m4weekly m5levels carparts}; do
	bin/hesuan bench forecast --set "$set" --from "${FROM:-../shared/data}" --every "${EVERY:-10}" --export build/peers-data
done
exec env NIXTLA_ID_AS_COL=1 "$PYTHON" -W ignore scripts/peers.py build/peers-data --cores "${CORES:-$(nproc)}"
