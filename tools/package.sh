#!/bin/bash
# Builds cosia.zip with pb_tool, always in a fresh folder: pb_tool packs a stale deployment otherwise.
set -euo pipefail
rm -rf build cosia.zip
.environment/qgis/bin/python -m pb_tool zip -q -n -p build
cp build/*.zip cosia.zip
size=$(stat -c %s cosia.zip)
echo "cosia.zip: $size bytes"
[ "$size" -le 20000000 ] || { echo "cosia.zip is larger than 20 000 000 bytes" >&2; exit 1; }
