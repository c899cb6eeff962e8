#!/usr/bin/env bash
# Installs what is missing to build or to check stmask, to build and run it for another machine, to
# build the explorer, or to check that in a browser:
# scripts/setup.sh build|check|neon|s390x|web|browser
# On Debian and Ubuntu by apt-get; on others it names what is missing and stops.
set -euo pipefail

mode=${1:-build}
case $mode in
build | check | neon | s390x | web | browser) ;;
*)
    echo "setup.sh: '$mode' is no mode; there are build, check, neon, s390x, web and browser" >&2
    exit 2
    ;;
esac

missing=() # Debian packages
names=()   # what they are for, for people elsewhere

need() {
    missing+=("$1")
    names+=("$2")
}

need_command() { # package, commands any of which will do
    local package=$1 command
    shift
    for command in "$@"; do
        if command -v "$command" >/dev/null; then
            return
        fi
    done
    need "$package" "$1"
}

need_module() { # package, pkg-config module
    if ! command -v pkg-config >/dev/null || ! pkg-config --exists "$2"; then
        need "$1" "the headers of $2"
    fi
}

has_cmake() {
    command -v cmake >/dev/null || return 1
    local version
    version=$(cmake --version | sed -n '1s/.* //p')
    [[ $(printf '%s\n' 3.22 "$version" | sort -V | head -n 1) == 3.22 ]]
}

# The major version of clang that is, or would be, installed.
clang_version() {
    if command -v clang >/dev/null; then
        clang -dumpversion | cut -d. -f1
    else
        apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1
    fi
}

need_clang() {
    need_command clang clang
    # The sanitizer runtime is a package of its own since clang 14 on Debian 12.
    local source program
    source=$(mktemp -d)
    program=$source/program
    echo 'int main(void) { return 0; }' >"$source/program.c"
    if ! clang -fsanitize=address,undefined "$source/program.c" -o "$program" 2>/dev/null; then
        local version
        version=$(clang_version)
        if [[ -n $version ]] && apt-cache show "libclang-rt-$version-dev" >/dev/null 2>&1; then
            need "libclang-rt-$version-dev" "the sanitizer runtime of clang"
        elif command -v clang >/dev/null; then
            need "libclang-common-${version:-14}-dev" "the sanitizer runtime of clang"
        fi
    fi
    rm -rf "$source"
}

need_font() {
    if command -v fc-list >/dev/null && [[ -n $(fc-list 'DejaVu Sans' 2>/dev/null) ]]; then
        return
    fi
    # fc-list is a package of its own, which nothing here needs.
    local folder
    for folder in /usr/share/fonts /usr/local/share/fonts; do
        if [[ -d $folder && -n $(find "$folder" -name DejaVuSans.ttf -print -quit) ]]; then
            return
        fi
    done
    need fonts-dejavu-core "the font DejaVu Sans"
}

# A compiler may come without the headers of the C library.
need_c_library() {
    local compiler
    for compiler in cc gcc clang; do
        if command -v "$compiler" >/dev/null; then
            echo '#include <stdio.h>' | "$compiler" -E - >/dev/null 2>&1 ||
                need libc6-dev "the headers of the C library"
            return
        fi
    done
    need libc6-dev "the headers of the C library"
}

# Debian has the module venv without what it needs to make an environment.
has_venv() {
    command -v python3 >/dev/null && python3 -c 'import ensurepip, venv' 2>/dev/null
}

# The libraries of the tests are fetched by the checks.
need_cross() { # machine, that of the compiler, the end of its headers' package
    has_cmake || need cmake "cmake 3.22 or later"
    need_command make make ninja
    need_command pkg-config pkg-config
    need_command "gcc-$2-linux-gnu" "$2-linux-gnu-gcc"
    if [[ ! -f /usr/$2-linux-gnu/include/stdio.h ]]; then
        need "libc6-dev-$3-cross" "the headers of the C library for $1"
    fi
    need_command qemu-user-static "qemu-$1-static" "qemu-$1"
}

# WebAssembly, with a C library and what the compiler calls for it.
need_web() {
    need_command clang clang
    need_command lld wasm-ld
    need_command binaryen wasm-opt
    need_command python3 python3
    if [[ ! -f /usr/lib/wasm32-wasi/libc.a ]]; then
        need wasi-libc "the C library for WebAssembly"
    fi
    local version
    version=$(clang_version)
    if ! command -v clang >/dev/null || [[ ! -f $(clang --target=wasm32-wasi -print-libgcc-file-name) ]]; then
        need "libclang-rt-${version:-14}-dev-wasm32" "the compiler's runtime for WebAssembly"
    fi
}

need_browser() {
    need_command chromium chromium
    need_command chromium-driver chromedriver
    if ! /usr/bin/python3 -c 'import selenium' 2>/dev/null; then
        need python3-selenium "the module selenium of Python 3"
    fi
}

find_missing() {
    missing=()
    names=()
    case $mode in
    neon) need_cross aarch64 aarch64 arm64 ;;
    s390x) need_cross s390x s390x s390x ;;
    web | browser) need_web ;;
    esac
    if [[ $mode == browser ]]; then
        need_browser
    fi
    case $mode in
    neon | s390x | web | browser) return ;;
    esac
    need_command gcc cc gcc clang
    need_c_library
    has_cmake || need cmake "cmake 3.22 or later"
    need_command make make ninja
    need_command pkg-config pkg-config
    need_module zlib1g-dev zlib
    need_module libpng-dev libpng
    need_module libjansson-dev jansson
    need_module libinih-dev inih
    need_module libsqlite3-dev sqlite3
    need_module libcairo2-dev cairo-ft
    need_module libfontconfig-dev fontconfig
    need_font
    if [[ $mode == check ]]; then
        need_command gcc gcc
        need_command g++ g++
        need_clang
        need_command clang-format-14 clang-format-14
        need_command cppcheck cppcheck
        need_command shellcheck shellcheck
        need_module libcmocka-dev cmocka
        need_command libopenmpi-dev mpicc
        need_command openmpi-bin mpirun
        need_command valgrind valgrind
        need_command libxml2-utils xmllint
        need_command man-db man mandoc
        need_command python3 python3
        has_venv || need python3-venv "the module venv of Python 3"
    fi
}

find_missing
if ((${#missing[@]} == 0)); then
    exit 0
fi

if ! command -v apt-get >/dev/null; then
    echo "setup.sh: this system has no apt-get; please install, in its own way:" >&2
    printf '  %s\n' "${names[@]}" >&2
    exit 1
fi
as_root=()
if [[ $(id -u) != 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "setup.sh: please install as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
apt() {
    "${as_root[@]+"${as_root[@]}"}" env DEBIAN_FRONTEND=noninteractive apt-get "$@"
}

echo "setup.sh: reading the package lists"
apt update -qq
# What is known of packages may only now be complete.
find_missing
echo "setup.sh: installing ${missing[*]}"
apt install -y -qq --no-install-recommends "${missing[@]}"

# The sanitizer runtime goes by the version of a clang that may have just come.
find_missing
if ((${#missing[@]} > 0)); then
    echo "setup.sh: installing ${missing[*]}"
    apt install -y -qq --no-install-recommends "${missing[@]}"
    find_missing
fi
if ((${#missing[@]} > 0)); then
    echo "setup.sh: still missing:" >&2
    printf '  %s\n' "${names[@]}" >&2
    exit 1
fi
