#!/usr/bin/env bash
# The Python package in a virtual environment of its own: a wheel is built, installed and tested,
# with cairo and without.
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

step() {
    echo "python: $*"
}

step "a virtual environment"
python3 -m venv "$work/venv"
python=$work/venv/bin/python
"$python" -m pip install -q numpy pytest scipy matplotlib ml_dtypes

build_and_install() { # folder for the wheel
    "$python" -m pip wheel -q --no-deps --wheel-dir "$work/$1" "$source_folder/python"
    "$python" -m pip install -q --no-deps --force-reinstall "$work/$1"/stmask-*-py3-none-*.whl
}

run_tests() {
    (cd "$work" && "$python" -m pytest -q -p no:cacheprovider "$source_folder/python/tests")
}

step "a wheel"
build_and_install wheel
run_tests

step "examples"
mkdir "$work/examples"
for example in "$source_folder"/python/examples/*.py; do
    (cd "$work/examples" && "$python" "$example" >/dev/null)
done

# Each ```python of these, named by its first line, prints what stands in the ```text after it.
step "README.md, docs/python.md, docs/sweeps.md"
mkdir "$work/readme"
awk -v folder="$work/readme/" '/^```/ { kind = inside ? "" : $0; inside = !inside; begin = inside; next }
    kind == "```python" && begin { name = $2; sub(/:$/, "", name) }
    { begin = 0 }
    kind == "```python" { print > (folder name) }
    kind == "```text" { print > (folder name ".txt") }' "$source_folder/README.md" "$source_folder/docs/python.md" "$source_folder/docs/sweeps.md"
blocks=0
for block in "$work"/readme/*.py; do
    (cd "$work/readme" && "$python" "$block") | diff "$block.txt" -
    blocks=$((blocks + 1))
done
if ((blocks < 2)); then
    echo "check_python.sh: README.md has no code in Python" >&2
    exit 1
fi

step "a wheel without cairo"
STMASK_FIGURE=OFF build_and_install plain
if [[ $(cd "$work" && "$python" -c 'import stmask; print(stmask.has_figures())') != False ]]; then
    echo "check_python.sh: STMASK_FIGURE=OFF still draws figures" >&2
    exit 1
fi
run_tests
echo "python: in order"
