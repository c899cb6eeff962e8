#!/usr/bin/env bash
# What attention is compared with: bench/setup.sh [FOLDER]
# Makes a virtual environment in FOLDER (build/bench-python) with PyTorch from the package index
# (some GB), for bench/side_by_side.py; not a part of scripts/check.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=${1:-build/bench-python}
if [[ ! -x $folder/bin/python ]]; then
    python3 -m venv "$folder"
fi
"$folder/bin/python" -m pip install --quiet -r bench/requirements.txt
echo "$folder/bin/python bench/side_by_side.py build/bench/bin/stmask"
