#!/bin/bash
# Builds cosia.zip with pb_tool, always in a fresh folder: pb_tool packs a stale deployment otherwise.
# With --publish, placeholders in metadata.txt are refused as well.
set -euo pipefail
rm -rf build cosia.zip
.environment/qgis/bin/python -m tools.guide_pages docs resources/help
.environment/qgis/bin/python -c "from pb_tool.pb_tool import cli; cli()" zip -q -n -p build
echo "cosia.zip: $(stat -c %s cosia.zip) bytes"
/usr/bin/python3 -m tools.check_package cosia.zip "$@"
