#!/usr/bin/env bash
# Builds the library and its tests for aarch64, and runs those of the NEON kernels, and of masks,
# under qemu. Installs a compiler and qemu. Libraries for aarch64 are unpacked into build/aarch64
# instead: installed, they would have to be of the very versions of this machine's own. Where
# something cannot be had, says what, and ends with status 77.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tests=(test_attention test_attention_backward test_mask test_patterns)
packages=(libcmocka0 libcmocka-dev libinih1 libinih-dev libjansson4 libjansson-dev libpng16-16 libpng-dev zlib1g zlib1g-dev)
libraries=$PWD/build/aarch64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() {
    echo "neon: skipped ${tests[*]}: $1"
    exit 77
}

# apt-get of an aarch64 machine, with lists of its own.
apt_of_aarch64() {
    apt-get -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User="$(id -un)" \
        -o Dir::State="$work/state" -o Dir::State::status="$work/state/status" \
        -o Dir::Cache="$work/cache" "$@"
}

fetch_libraries() {
    local root=$work/root package link
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$root/usr/lib" build
    touch "$work/state/status"
    apt_of_aarch64 update -qq || true
    (cd "$work" && apt_of_aarch64 download -qq "${packages[@]}") || return 1
    ln -s usr/lib "$root/lib"
    for package in "$work"/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$root" || return 1
    done
    # Absolute links mean the root that these files would have.
    while IFS= read -r link; do
        ln -sfn "$libraries$(readlink "$link")" "$link"
    done < <(find "$root" -type l -lname '/*')
    echo "${packages[*]}" >"$root/packages"
    rm -rf "$libraries"
    mv "$root" "$libraries"
}

if [[ $(uname -m) == aarch64 ]]; then
    skip "on this machine, itself aarch64, the preset gcc runs them"
fi
bash scripts/setup.sh neon || skip "setup.sh neon cannot install a compiler or qemu for aarch64"
if [[ $(cat "$libraries/packages" 2>/dev/null) != "${packages[*]}" ]]; then
    command -v dpkg-deb >/dev/null || skip "no dpkg-deb to unpack libraries for aarch64"
    echo "neon: fetching ${packages[*]} for aarch64"
    fetch_libraries || skip "apt-get cannot get all of ${packages[*]} for arm64"
fi
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
