#!/usr/bin/env bash
# Copies the pages' style sheets, icons and scripts from node_modules to the folder that the binary embeds: no CDN at run time.
set -euo pipefail
cd "$(dirname "$0")/.."
dist=$1

# put FILE [FOLDER]: copies a file of node_modules, if it differs; a file that did not change does not make Go build anew.
put() {
	local to="$dist/${2:-}"
	mkdir -p "$to"
	cmp -s "node_modules/$1" "$to$(basename "$1")" || cp "node_modules/$1" "$to"
}

put @tabler/core/dist/css/tabler.min.css
put @tabler/core/dist/js/tabler.min.js
put @tabler/icons-webfont/dist/tabler-icons.min.css
put @tabler/icons-webfont/dist/fonts/tabler-icons.woff2 fonts/
put htmx.org/dist/htmx.min.js
put echarts/dist/echarts.min.js
