#!/usr/bin/env bash
# Builds the library and its tests for aarch64, and runs those of the NEON kernels, and of masks,
# under qemu. Installs a compiler and qemu. Libraries for aarch64 are unpacked into
# build/libraries-aarch64. Where something cannot be had, says what, and ends with status 77.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/cross.bash
. scripts/cross.bash

tests=(test_attention test_attention_backward test_mask test_patterns)

skip() {
    echo "neon: skipped ${tests[*]}: $1"
    exit 77
}

if [[ $(uname -m) == aarch64 ]]; then
    skip "on this machine, itself aarch64, the preset gcc runs them"
fi
bash scripts/setup.sh neon || skip "setup.sh neon cannot install a compiler or qemu for aarch64"
fetch_libraries aarch64 arm64 || skip "apt-get cannot get the libraries for arm64"
if ! command -v make >/dev/null; then
    export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}
fi

cmake --preset neon
cmake --build --preset neon --parallel "$(nproc)"
bash scripts/check_spills.sh build/neon
start=$SECONDS
pattern=$(IFS='|' && echo "^(${tests[*]})\$")
ctest --preset neon --parallel "$(nproc)" --no-tests=error --tests-regex "$pattern"
grep '^kernels: ' build/neon/Testing/Temporary/LastTest.log
echo "neon: passed ${tests[*]} under qemu ($((SECONDS - start)) s)"
