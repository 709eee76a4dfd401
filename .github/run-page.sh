#!/usr/bin/env bash
# Makes the README's picture, run-page.png: the top of a run's page, by Chromium.
set -euo pipefail
page=$(realpath "$1")
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" \
  --force-device-scale-factor=1 --window-size=1000,1970 --virtual-time-budget=5000 \
  --screenshot="$(dirname "$(realpath "$0")")/run-page.png" "file://$page"
