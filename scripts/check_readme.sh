#!/usr/bin/env bash
# What README.md shows is what happens: scripts/check_readme.sh [BUILD_FOLDER]
# Its programs in C (```c, named by their first line) compile, its commands (```console) print what
# stands below them, where `...` stands for any lines, and its table of sparsities is right. All of
# it runs against an installation, in a temporary folder. README_kr.md has the same code.
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

# blocks FILE: its code, with the fences.
blocks() {
    awk '/^```/ { code = !code; print; next } code' "$1"
}
if ! diff <(blocks README.md) <(blocks README_kr.md) >&2; then
    complain 'README.md and README_kr.md: the code differs'
fi

cmake --install "$build" --prefix "$work/prefix" >/dev/null
library_folder=$(dirname "$(find "$work/prefix" -name libstmask.so)")
export PKG_CONFIG_PATH=$library_folder/pkgconfig LD_LIBRARY_PATH=$library_folder
export PATH=$work/prefix/bin:$PATH LC_ALL=C.UTF-8
mkdir "$work/here"
cd "$work/here"

awk '/^```/ { inside = /^```c$/; begin = inside; next }
    inside && begin { file = $2; sub(/:$/, "", file); begin = 0 }
    inside { print > file }' "$source_folder/README.md"
for program in *.c; do
    read -ra flags < <(pkg-config --cflags stmask_figure)
    cc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only "${flags[@]}" "$program" ||
        complain "README.md: $program does not compile cleanly"
done

# pattern TEXT: what matches it, in which lines of `...` match any lines.
pattern() {
    sed 's/[][*?\\]/\\&/g; s/^\.\.\.$/*/' <<<"$1"
}

run() { # line, command, expected output
    local printed
    printed=$(bash -c "$2" 2>&1 </dev/null) || true
    # shellcheck disable=SC2053 # a pattern on purpose
    if [[ $printed != $(pattern "$3") ]]; then
        complain "README.md:$1: \`$2\` prints something else:"
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
done <"$source_folder/README.md"
((commands > 0)) || complain 'README.md: shows no command'

sparsities=0
while IFS='| ' read -r _ size row; do
    wanted=$(sparse_transformer_mask --size "$size" --no_graphic --skip_pattern_print |
        sed -n 's/.* Sparsity: //p' | paste -sd ' ')
    # shellcheck disable=SC2086 # words
    [[ $(tr -d '|' <<<"$row" | xargs) == "$wanted" ]] ||
        complain "README.md: the sparsities at $size are $wanted"
    sparsities=$((sparsities + 1))
done < <(grep -E '^\| [0-9]+ \|( [0-9.]+% \|){5}$' "$source_folder/README.md")
((sparsities > 0)) || complain 'README.md: has no table of sparsities'

((bad == 0)) && echo "README.md: $commands commands, $sparsities rows of sparsities, in order"
exit "$bad"
