#!/usr/bin/env bash
# Builds the explorer: scripts/build_web.sh [FOLDER]
# libstmask's core as WebAssembly (FOLDER/stmask.wasm) and the page with all of it in one file
# (FOLDER/explorer.html); FOLDER is build/web. `bash scripts/setup.sh web` installs what it needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=${1:-build/web}
mkdir -p "$folder/objects"
sources=()
# What needs threads, files, signals and other libraries stays out; base/wasm and io/wasm stand in.
for part in base parameter pattern mask measure dense io spec raster plan base/wasm io/wasm; do
    for source in src/"$part"/*.c; do
        case $source in
        src/base/output_file.c | src/base/print.c | src/base/pump.c | src/base/temporary.c | src/base/workers.c | src/raster/png.c) ;;
        *) sources+=("$source") ;;
        esac
    done
done
sources+=(web/*.c)

flags=(--target=wasm32-wasi --sysroot=/usr -isystem /usr/include/wasm32-wasi -std=c11
    -fvisibility=hidden -ffunction-sections -fdata-sections -D_POSIX_C_SOURCE=200809L
    -D_XOPEN_SOURCE=700 -Wall -Wextra -Wshadow -Werror -Iinclude -Isrc)
objects=()
commands=()
for source in "${sources[@]}"; do
    object=$folder/objects/$(tr / _ <<<"${source%.c}").o
    objects+=("$object")
    # What walks rows is worth its bytes.
    case $source in
    src/pattern/* | src/mask/* | src/raster/*) level=-O2 ;;
    *) level=-Oz ;;
    esac
    if [[ ! -f $object || -n $(find "$source" include src web scripts/build_web.sh -newer "$object" \
        \( -path "$source" -o -name '*.h' -o -name '*.def' -o -name build_web.sh \) -print -quit) ]]; then
        commands+=("clang $level ${flags[*]} -c $source -o $object")
    fi
done
if ((${#commands[@]} > 0)); then
    printf '%s\0' "${commands[@]}" | xargs -0 -P 2 -I{} sh -c '{}'
fi

# Masks of masks need about 1 MiB of stack; where it is the first in memory, more of it traps.
wasm-ld -L/usr/lib/wasm32-wasi --no-entry --gc-sections --strip-all --stack-first -z stack-size=2097152 \
    --export=_initialize --max-memory=2147483648 /usr/lib/wasm32-wasi/crt1-reactor.o \
    "${objects[@]}" -lc -lm "$(clang --target=wasm32-wasi -print-libgcc-file-name)" \
    -o "$folder/linked.wasm"
wasm-opt -Os --converge --strip-debug --strip-producers "$folder/linked.wasm" -o "$folder/stmask.wasm"
python3 web/pack.py "$folder/stmask.wasm" "$folder/explorer.html"
