#!/bin/bash
# Installs what tests, lint, benchmarks and packaging need, beside the worker's own requirements.
set -euo pipefail
# Inside the worker's environment, so that it goes when that is made anew.
stamp=.environment/worker/tools.stamp
wanted=$(cat requirements/dev.txt requirements/qgis-dev.txt)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0
echo "Installing the tools for tests and benchmarks ..."
.environment/worker/bin/python -m pip install -q --disable-pip-version-check -r requirements/dev.txt
[ -x .environment/qgis/bin/python ] || /usr/bin/python3 -m venv --system-site-packages .environment/qgis
.environment/qgis/bin/python -m pip install -q --disable-pip-version-check -r requirements/qgis-dev.txt
echo "$wanted" > "$stamp"
