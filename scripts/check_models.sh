#!/usr/bin/env bash
# The layers and masks of models against those that transformers makes of the same configurations:
# scripts/check_models.sh [FOLDER_OF_PROGRAMS]
# Makes a virtual environment of its own, in $STMASK_MODELS or build/models, with transformers and
# torch for the CPU from the package index (some GB); not a part of scripts/check.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bin=$(cd "${1:-build/gcc/bin}" && pwd)
environment=${STMASK_MODELS:-build/models}
if [[ ! -x $environment/bin/python ]] ||
    ! "$environment/bin/python" -c 'import torch, transformers' 2>/dev/null; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet torch --index-url https://download.pytorch.org/whl/cpu ||
        "$environment/bin/pip" install --quiet torch
    "$environment/bin/pip" install --quiet transformers numpy
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$environment/bin/python" scripts/check_models.py "$bin/stmask" "$work"
