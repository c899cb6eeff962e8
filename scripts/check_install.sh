#!/usr/bin/env bash
# Installs into a temporary prefix, and builds and runs programs that find the libraries there:
# scripts/check_install.sh [BUILD_FOLDER]
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/moved
cc=${CC:-cc}

if (($# > 0)); then
    build=$1
else
    build=$work/build
    cmake -S "$source_folder" -B "$build" -DCMAKE_BUILD_TYPE=Release >/dev/null
    cmake --build "$build" --parallel >/dev/null
fi
# An installed tree can be moved.
cmake --install "$build" --prefix "$work/prefix" >/dev/null
mv "$work/prefix" "$prefix"

library_folder=$(dirname "$(find "$prefix" -name libstmask.a)")
export PKG_CONFIG_PATH=$library_folder/pkgconfig
cd "$work"

step() {
    echo "install: $*"
}

pkg() {
    pkg-config "$@"
}

step "pkg-config, shared"
read -ra flags < <(pkg --cflags --libs stmask)
"$cc" "$source_folder/examples/sparsity.c" -o shared "${flags[@]}"
LD_LIBRARY_PATH=$library_folder ./shared >expected.txt
grep -q '^strided ' expected.txt
readelf -d shared | grep -q 'NEEDED.*libstmask\.so'

step "pkg-config, static"
read -ra flags < <(pkg --static --cflags --libs stmask)
"$cc" -static "$source_folder/examples/sparsity.c" -o static "${flags[@]}"
./static | cmp - expected.txt

step "pkg-config, figures"
read -ra flags < <(pkg --cflags --libs stmask_figure)
"$cc" "$source_folder/examples/draw.c" -o figure "${flags[@]}"
mkdir pictures
(cd pictures && LD_LIBRARY_PATH=$library_folder ../figure >/dev/null && grep -q '<svg' ./*.svg)

step "pkg-config, sweeps"
read -ra flags < <(pkg --cflags --libs stmask_sweep)
"$cc" "$source_folder/examples/sweep.c" -o sweep "${flags[@]}"
LD_LIBRARY_PATH=$library_folder ./sweep >swept.txt
grep -q '^12 designs' swept.txt

step "find_package"
mkdir app
cat >app/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.22)
project(app LANGUAGES C)
find_package(stmask 0.1 REQUIRED)
foreach(kind stmask stmask_static)
    add_executable(sparsity_${kind} ${EXAMPLES}/sparsity.c)
    target_link_libraries(sparsity_${kind} PRIVATE stmask::${kind})
endforeach()
foreach(kind figure figure_static)
    add_executable(draw_${kind} ${EXAMPLES}/draw.c)
    target_link_libraries(draw_${kind} PRIVATE stmask::${kind})
endforeach()
foreach(kind sweep sweep_static)
    add_executable(sweep_${kind} ${EXAMPLES}/sweep.c)
    target_link_libraries(sweep_${kind} PRIVATE stmask::${kind})
endforeach()
END
cmake -S app -B app/build -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" \
    -DEXAMPLES="$source_folder/examples" >/dev/null
cmake --build app/build >/dev/null
for kind in stmask stmask_static; do
    app/build/sparsity_"$kind" | cmp - expected.txt
done
for kind in figure figure_static; do
    rm -f pictures/*
    (cd pictures && ../app/build/draw_"$kind" >/dev/null && grep -q '<svg' ./*.svg)
done

for kind in sweep sweep_static; do
    app/build/sweep_"$kind" | cmp - swept.txt
done

step "symbols"
# Only what the headers declare is seen from outside, and what the other libraries need of libstmask.
nm -D --undefined-only "$library_folder/libstmask_figure.so" "$library_folder/libstmask_sweep.so" |
    awk '{ print $2 }' | sort -u >needed.txt
for library in stmask stmask_figure stmask_sweep; do
    if nm -D --defined-only "$library_folder/lib$library.so" | awk '$2 != "A" { print $3 }' |
        grep -v '^stm_[a-z]' | sort | comm -23 - needed.txt | grep .; then
        echo "check_install.sh: lib$library.so exports the names above" >&2
        exit 1
    fi
done

step "programs, manual, completions"
for program in sparse_transformer_mask mask_resource_calculator stmask; do
    "$prefix/bin/$program" --version >/dev/null
    for file in "share/man/man1/$program.1" "share/bash-completion/completions/$program"; do
        if [[ ! -s $prefix/$file ]]; then
            echo "check_install.sh: $file is not installed" >&2
            exit 1
        fi
    done
done
if [[ -x $build/bin/stmask-mpi || -x $source_folder/$build/bin/stmask-mpi ]]; then
    "$prefix/bin/stmask-mpi" --version >/dev/null
fi
if [[ ! -s $prefix/share/zsh/site-functions/_stmask ]]; then
    echo "check_install.sh: the completions of zsh are not installed" >&2
    exit 1
fi
echo "install: in order"
