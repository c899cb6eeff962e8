#!/usr/bin/env bash
# The dependency rule of the sources (docs/architecture.md): which folders include from which, that no
# two parts include each other, that nobody asks a registered thing for its name, and that each public
# header stands alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bad=0
complain() { # file:line, include, rule
    echo "$1: includes $2: $3" >&2
    bad=1
}

# The folders of src/ that one of them may include from, besides itself.
allowed() {
    case $1 in
    base) echo "" ;;
    parameter) echo "base" ;;
    pattern) echo "base parameter" ;;
    mask) echo "base parameter pattern" ;;
    measure | dense) echo "base parameter pattern mask" ;;
    io) echo "base parameter pattern mask measure dense" ;;
    spec) echo "base parameter pattern mask measure dense io" ;;
    model) echo "base parameter pattern mask measure dense io spec" ;;
    figure) echo "base raster" ;;
    hardware) echo "base parameter pattern mask plan" ;;
    sweep) echo "base parameter pattern mask plan spec model hardware" ;;
    raster | plan | attention) echo "base parameter pattern mask" ;;
    *) return 1 ;;
    esac
}

# The folder that implements a public header; bands, runs and export belong to everyone.
owner() {
    case $1 in
    status | number | words | output | version | element | thread) echo base ;;
    parameter) echo parameter ;;
    pattern) echo pattern ;;
    mask | builder | compare | rearrange) echo mask ;;
    blocks | permutation | diff | reach | degrees | resident | shard | score) echo measure ;;
    dense | build | listing) echo dense ;;
    npy | array | exchange | import) echo io ;;
    spec | set) echo spec ;;
    model) echo model ;;
    raster | preview) echo raster ;;
    figure | chart) echo figure ;;
    plan | points | points_check | analysis | loads | bounds | choose | certificate) echo plan ;;
    attention) echo attention ;;
    hardware) echo hardware ;;
    sweep) echo sweep ;;
    band | export | run) echo "" ;;
    stmask) echo everything ;;
    *) echo "?" ;;
    esac
}

includes() { # file:line:include, with its quotes or brackets
    grep -nE '^[[:space:]]*#[[:space:]]*include' "$@" /dev/null |
        sed -E 's/^([^:]*:[0-9]+):[^<"]*([<"][^>"]*[>"]).*/\1 \2/'
}

check_one() { # folder, place, folder included from, what is written
    local folder=$1 place=$2 from=$3 written=$4 folders
    folders=$(allowed "$folder")
    if [[ -z $from || $from == "$folder" || " $folders " == *" $from "* ]]; then
        return
    fi
    complain "$place" "$written" "src/$folder may include from itself${folders:+, }${folders// /, } only"
}

for path in src/*/; do
    folder=$(basename "$path")
    if ! allowed "$folder" >/dev/null; then
        echo "src/$folder: the rule does not know this folder; scripts/check_layout.sh holds it" >&2
        bad=1
        continue
    fi
    mapfile -t files < <(find "$path" -name '*.[ch]' -o -name '*.def')
    ((${#files[@]} > 0)) || continue
    while read -r place written; do
        name=${written:1:-1}
        case $written in
        '<stmask/'*)
            from=$(owner "$(basename "$name" .h)")
            if [[ $from == '?' ]]; then
                complain "$place" "$written" "the rule does not know whose header it is"
            else
                check_one "$folder" "$place" "$from" "$written"
            fi
            ;;
        '"'*/*) check_one "$folder" "$place" "${name%%/*}" "$written" ;;
        '"'*) complain "$place" "$written" "headers of src/ are written with their folder" ;;
        esac
    done < <(includes "${files[@]}")
done

# Outside of src/ only public headers, and what stands beside the file.
for folder in tools examples python web; do
    [[ -d $folder ]] || continue
    mapfile -t files < <(find "$folder" -name '*.[ch]')
    ((${#files[@]} > 0)) || continue
    while read -r place written; do
        name=${written:1:-1}
        if [[ $written == '"'* && ! -f $(dirname "${place%%:*}")/$name ]]; then
            complain "$place" "$written" "$folder may include <stmask/...> and its own files only"
        fi
    done < <(includes "${files[@]}")
done
while read -r place written; do
    if [[ $written == '"'* ]]; then
        complain "$place" "$written" "public headers include <stmask/...> only"
    fi
done < <(includes include/stmask/*.h)

# A part is a source with its header. tsort says where parts include each other in a circle.
parts() { # part, part included
    local file include part
    while read -r file; do
        while read -r include; do
            for part in "src/$include" "$(dirname "$file")/$include" "include/$include"; do
                [[ -f $part && ${part%.*} != "${file%.*}" ]] && echo "${file%.*} ${part%.*}"
            done
        done < <(sed -nE 's/^#include ["<]([^">]+\.h)[">].*/\1/p' "$file")
    done < <(find src tools include -name '*.[ch]')
}
if ! circle=$(parts | sort -u | tsort 2>&1 >/dev/null); then
    echo "parts that include each other:" >&2
    sed '/input contains a loop/d; s/^tsort: /  /' <<<"$circle" >&2
    bad=1
fi

# Patterns, orders and formats are found by whoever was given a name; nobody compares with one.
names=$(sed -nE 's/^STM__(PATTERN|ORDER|FORMAT|PARTITION|ENERGY)\((.*)\)$/\2/p' src/*/*.def | sed 'p; s/_/-/g' | sort -u | paste -sd '|')
while IFS=: read -r file line code; do
    echo "$file:$line: compares with the name of a pattern, an order or a format: ${code#"${code%%[! ]*}"}" >&2
    bad=1
done < <(grep -nE "(str|mem)n?cmp|text_is|_find\(|_named\(" -r src tools --include='*.[ch]' |
    grep -E "\"($names)\"")

# Each public header compiles alone, in C11 and in C++, and stmask.h has all but
# those of figures and of sweeps, whose libraries are others.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
warnings=(-Wall -Wextra -Wpedantic -Wshadow -Werror -Iinclude)
for header in include/stmask/*.h; do
    name=$(basename "$header")
    printf '#include <stmask/%s>\n#include <stmask/%s>\nint unused;\n' "$name" "$name" >"$work/one.c"
    cp "$work/one.c" "$work/one.cpp"
    if ! "${CC:-gcc}" -std=c11 "${warnings[@]}" -c "$work/one.c" -o "$work/one.o"; then
        echo "$header: does not compile alone as C11" >&2
        bad=1
    fi
    if ! "${CXX:-g++}" -std=c++11 "${warnings[@]}" -c "$work/one.cpp" -o "$work/one.o"; then
        echo "$header: does not compile alone as C++" >&2
        bad=1
    fi
    if [[ $name != stmask.h && $name != figure.h && $name != chart.h && $name != sweep.h ]] &&
        ! grep -q "<stmask/$name>" include/stmask/*.h; then
        echo "$header: no public header includes it; stmask.h has to" >&2
        bad=1
    fi
done
printf '%s\n' '#include <stmask/stmask.h>' 'int main() { return stm_version()[0] == 0; }' \
    >"$work/name.cpp"
"${CXX:-g++}" -Iinclude -c "$work/name.cpp" -o "$work/name.o"
if ! nm -u "$work/name.o" | grep -qw stm_version; then
    echo "include/stmask: functions have no C linkage in C++" >&2
    bad=1
fi

if ((bad == 0)); then
    echo "layout: in order"
fi
exit "$bad"
