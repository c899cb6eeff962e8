#!/usr/bin/env bash
# Builds stmask and runs its two first programs with their defaults: the files go to ./generated.
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_folder=$source_folder/build/release

bash "$source_folder/scripts/setup.sh" build

# Where there is no make, ninja does.
if ! command -v make >/dev/null; then
    export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}
fi

echo "Building in $build_folder"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! (cd "$source_folder" && cmake --preset release && cmake --build --preset release --parallel) \
    >"$log" 2>&1; then
    cat "$log" >&2
    echo "demo.sh: the build failed" >&2
    exit 1
fi

here=$(pwd)
"$build_folder/bin/sparse_transformer_mask"
"$build_folder/bin/mask_resource_calculator"

echo
echo "Pictures:"
find "$here/generated" -maxdepth 1 -name '*.png' | sort | sed 's/^/  /'
echo "Points and analyses:"
find "$here/generated" -maxdepth 1 -name '*.txt' | sort | sed 's/^/  /'
