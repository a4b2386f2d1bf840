#!/bin/bash
# Installs the Debian packages that are missing: QGIS, what building and testing the plugin needs, and those named.
set -euo pipefail
wanted=(qgis python3-venv zip unzip procps fonts-dejavu-core "$@")
missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
echo "Installing ${missing[*]} (QGIS takes about 1.2 GB) ..."
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
