#!/usr/bin/env bash
# SCALE-Sim beside stmask simulate: bench/machine.sh [STMASK [FOLDER]]
# Makes a virtual environment in FOLDER (build/bench-machine) with SCALE-Sim from the package index, and
# runs bench/machine.py in it; not a part of scripts/check.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stmask=$(realpath "${1:-build/release/bin/stmask}")
folder=${2:-build/bench-machine}
if [[ ! -x $folder/bin/python ]]; then
    python3 -m venv "$folder"
fi
# SCALE-Sim 3.0.0 does not work with numpy 2.
"$folder/bin/python" -m pip install --quiet scalesim==3.0.0 'numpy<2' 'pandas<3'
exec "$folder/bin/python" bench/machine.py "$stmask"
