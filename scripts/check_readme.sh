#!/usr/bin/env bash
# What README.md and the reference in docs/ show is what happens: scripts/check_readme.sh [BUILD_FOLDER]
# Programs in C (```c, named by their first line) compile, commands (```console) print what stands
# below them, where `...` stands for any lines, and the table of sparsities is right. All of it runs
# against an installation, each page in a folder of its own with the programs of examples/ in it. The
# Korean pages have the same code.
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$source_folder"
build=${1:-build/gcc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() {
    echo "$*" >&2
    bad=1
}

# A page, and its counterpart in Korean where it has one.
pages=(
    "README.md README_kr.md"
    "docs/programs.md docs/ko/programs.md"
    "docs/output-files.md docs/ko/output-files.md"
    "docs/library.md docs/ko/library.md"
    "docs/bands.md"
    "docs/python.md docs/ko/python.md"
    "docs/gallery.md docs/ko/gallery.md"
    "docs/models.md"
    "docs/sharding.md"
    "docs/machines.md"
    "docs/sweeps.md docs/ko/sweeps.md"
)
((10240 >= $(wc -c <README.md))) || complain "README.md: $(wc -c <README.md) bytes: it is a door, of 10240 at most"

# blocks FILE: its code, with the fences.
blocks() {
    awk '/^```/ { code = !code; print; next } code' "$1"
}
for pair in "${pages[@]}"; do
    read -r english korean <<<"$pair"
    if [[ -n $korean ]] && ! diff <(blocks "$english") <(blocks "$korean") >&2; then
        complain "$english and $korean: the code differs"
    fi
done

cmake --install "$build" --prefix "$work/prefix" >/dev/null
library_folder=$(dirname "$(find "$work/prefix" -name libstmask.so)")
export PKG_CONFIG_PATH=$library_folder/pkgconfig LD_LIBRARY_PATH=$library_folder
export PATH=$work/prefix/bin:$PATH LC_ALL=C.UTF-8
# pattern TEXT: what matches it, in which lines of `...` match any lines.
pattern() {
    sed 's/[][*?\\]/\\&/g; s/^\.\.\.$/*/' <<<"$1"
}

# What a slow machine prints while it works is nobody's to expect.
without_progress() {
    grep -vE '^[0-9]+ of [0-9]+ designs \([0-9]+ %\)' || true
}

run() { # line, command, expected output
    local printed
    printed=$(bash -c "$2" 2>&1 </dev/null | without_progress) || true
    # shellcheck disable=SC2053 # a pattern on purpose
    if [[ $printed != $(pattern "$3") ]]; then
        complain "$page:$1: \`$2\` prints something else:"
        diff <(echo "$3") <(echo "$printed") | head -n 20 >&2 || true
    fi
}

commands=0
inside=
command=
expected=
number=0
finish() {
    if [[ -n $command ]]; then
        run "$at" "$command" "${expected%$'\n'}"
        commands=$((commands + 1))
    fi
    command=
    expected=
}
check_commands() { # page
    page=$1
    number=0
    inside=
    while IFS= read -r line; do
        number=$((number + 1))
        case $inside$line in
        '```console')
            inside='> '
            ;;
        '> ```')
            finish
            inside=
            ;;
        '> $ '*)
            finish
            command=${line#'$ '}
            at=$number
            ;;
        '> '*)
            if [[ $command == *\\ && -z $expected ]]; then
                command=${command%\\}$line
            else
                expected+=$line$'\n'
            fi
            ;;
        esac
    done <"$source_folder/$page"
}

check_programs() { # page
    awk '/^```/ { inside = /^```c$/; begin = inside; next }
        inside && begin { file = $2; sub(/:$/, "", file); begin = 0 }
        inside { print > file }' "$source_folder/$1"
    local program flags
    for program in *.c; do
        read -ra flags < <(pkg-config --cflags stmask_figure)
        cc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only "${flags[@]}" "$program" ||
            complain "$1: $program does not compile cleanly"
    done
}

for pair in "${pages[@]}"; do
    read -r english korean <<<"$pair"
    mkdir "$work/here"
    cd "$work/here"
    [[ $english == docs/models.md || $english == docs/sharding.md || $english == docs/machines.md || $english == docs/sweeps.md ]] &&
        cp "$source_folder"/tests/data/models/*.json "$source_folder"/examples/grids/*.ini .
    [[ $english == docs/library.md || $english == docs/bands.md ]] && cp "$source_folder"/examples/*.c .
    shopt -s nullglob
    check_programs "$english"
    shopt -u nullglob
    check_commands "$english"
    cd "$source_folder"
    rm -rf "$work/here"
done
((commands > 0)) || complain 'README.md: shows no command'

sparsities=0
while IFS='| ' read -r _ size row; do
    wanted=$(sparse_transformer_mask --size "$size" --no_graphic --skip_pattern_print |
        sed -n 's/.* Sparsity: //p' | paste -sd ' ')
    # shellcheck disable=SC2086 # words
    [[ $(tr -d '|' <<<"$row" | xargs) == "$wanted" ]] ||
        complain "docs/patterns.md: the sparsities at $size are $wanted"
    sparsities=$((sparsities + 1))
done < <(grep -hE '^\| [0-9]+ \|( [0-9.]+% \|){5}$' "$source_folder"/docs/{,ko/}patterns.md)
((sparsities > 0)) || complain 'docs/patterns.md: has no table of sparsities'

((bad == 0)) && echo "README.md, docs: $commands commands, $sparsities rows of sparsities, in order"
exit "$bad"
