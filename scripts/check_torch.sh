#!/usr/bin/env bash
# The exports for PyTorch and SciPy, used by them, and attention against PyTorch's autograd:
# scripts/check_torch.sh [FOLDER_OF_PROGRAMS]
# Makes a virtual environment of its own, in $STMASK_TORCH or build/torch, with torch, numpy and
# scipy from the package index (some GB); not a part of scripts/check.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bin=$(cd "${1:-build/gcc/bin}" && pwd)
environment=${STMASK_TORCH:-build/torch}
if [[ ! -x $environment/bin/python ]] ||
    ! "$environment/bin/python" -c 'import torch, numpy, scipy' 2>/dev/null; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet torch numpy scipy
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$environment/bin/python" scripts/check_torch.py "$bin/stmask" "$work"
"$environment/bin/python" scripts/check_torch_attention.py "$bin/../lib/libstmask.so" "$bin/stmask" "$work"
