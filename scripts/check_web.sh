#!/usr/bin/env bash
# The explorer, built and tried in headless Chromium: scripts/check_web.sh [BUILD_FOLDER]
# What it needs is installed by `bash scripts/setup.sh browser`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${1:-build/gcc}
bash scripts/setup.sh browser
bash scripts/build_web.sh
/usr/bin/python3 tests/web/check_web.py build/web/explorer.html "$build/bin" .
