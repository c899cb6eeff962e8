#!/usr/bin/env bash
# The tests of the library on s390x, whose numbers begin with their highest byte, under qemu. Installs
# a compiler and qemu. Where something cannot be had, says what, and ends with status 77.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/cross.bash
. scripts/cross.bash

skip() {
    echo "s390x: skipped: $1"
    exit 77
}

bash scripts/setup.sh s390x || skip "setup.sh s390x cannot install a compiler or qemu for s390x"
fetch_libraries s390x s390x || skip "apt-get cannot get the libraries for s390x"
if ! command -v make >/dev/null; then
    export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}
fi
cmake --preset s390x
cmake --build --preset s390x --parallel "$(nproc)"
# Attention takes minutes under qemu, and has no bytes of its own but those of arrays; the rest of what
# is left out does not write or read files, and takes as long.
start=$SECONDS
ctest --preset s390x --parallel "$(nproc)" --no-tests=error --tests-regex \
    '^test_(text|words|locale|build|array|exchange|import|npy|stored|model|set|raster|golden|machine_files)$'
echo "s390x: passed under qemu ($((SECONDS - start)) s)"
