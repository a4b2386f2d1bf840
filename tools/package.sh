#!/bin/bash
# Builds cosia.zip with pb_tool, always in a fresh folder: pb_tool packs a stale deployment otherwise.
set -euo pipefail
rm -rf build cosia.zip
.environment/qgis/bin/python -c "from pb_tool.pb_tool import cli; cli()" zip -q -n -p build
size=$(stat -c %s cosia.zip)
echo "cosia.zip: $size bytes"
[ "$size" -le 20000000 ] || { echo "cosia.zip is larger than 20 000 000 bytes" >&2; exit 1; }
