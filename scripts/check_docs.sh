#!/usr/bin/env bash
# The documents say what the programs do: scripts/check_docs.sh [FOLDER_OF_PROGRAMS]
# Every long option of --help stands in the manual and in the completions; both
# READMEs have the same headings; links within the repository lead somewhere; the lines of
# docs/formats.md and docs/conventions.md run.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin=${1:-build/gcc/bin}
bad=0
complain() {
    echo "$*" >&2
    bad=1
}

has_option() { # file, option: in roff a hyphen may be written \-
    # No pipe: grep may be done before sed is.
    [[ -f $1 ]] && grep -qE -- "(^|[^a-z_-])$2([^a-z_-]|$)" <(sed 's/\\-/-/g' "$1")
}

# zsh and fish write options as words of their own, and bash as a list.
has_completion() { # file, option
    [[ -f $1 ]] && grep -qE -- "(^|[^a-z_-])$2([^a-z_-]|$)" "$1"
}

help_of() {
    "$bin/$1" --help
    if [[ $1 == stmask ]]; then
        local subcommand
        while read -r subcommand; do
            "$bin/stmask" help "$subcommand"
        done < <("$bin/stmask" --help | sed -n '/^subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' |
            grep -vx help)
    fi
}

for program in sparse_transformer_mask mask_resource_calculator stmask; do
    mapfile -t options < <(help_of "$program" | grep -oE -- '--[a-z][a-z_-]*' | sort -u)
    ((${#options[@]} > 0)) || complain "$program: --help names no option"
    for option in "${options[@]}"; do
        for file in "docs/man/$program.1"; do
            has_option "$file" "$option" || complain "$file: $program $option is missing"
        done
        for file in completions/stmask.bash completions/_stmask; do
            has_completion "$file" "$option" || complain "$file: $program $option is missing"
        done
    done
done

# Headings outside of code.
headings() {
    if [[ -f $1 ]]; then
        awk '/^```/ { code = !code } !code && /^#+ / { print $1 }' "$1" | sort | uniq -c
    fi
}
if [[ $(headings README.md) != "$(headings README_kr.md)" ]]; then
    complain "README.md and README_kr.md: the headings differ"
    diff <(headings README.md) <(headings README_kr.md) >&2 || true
fi

links() {
    awk '/^```/ { code = !code } !code { print FNR ":" $0 }' "$1" |
        grep -oE '^[0-9]+:|\]\([^) ]+|(src|href)="[^"]+' |
        awk '/^[0-9]+:$/ { line = $0; next } { sub(/^(\]\(|src="|href=")/, ""); print line $0 }'
}
while read -r document; do
    while IFS=: read -r line target; do
        case $target in
        http://* | https://* | mailto:* | '#'*) continue ;;
        esac
        [[ -e $(dirname "$document")/${target%%#*} ]] ||
            complain "$document:$line: leads to $target, which is not there"
    done < <(links "$document")
done < <(git ls-files -co --exclude-standard -- '*.md')

for page in docs/man/*.1; do
    [[ -f $page ]] || continue
    messages=$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
    [[ -z $messages ]] || complain "$page: $messages"
done

# The lines of two documents that run stmask do.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
programs=$(cd "$bin" && pwd)
for document in docs/formats.md docs/conventions.md; do
    # shellcheck disable=SC2016 # backquotes of Markdown
    while read -r line; do
        (cd "$work" && PATH=$programs:$PATH bash -c "$line" >/dev/null 2>"$work/said") ||
            complain "$document: \`$line\` fails: $(cat "$work/said")"
    done < <(sed -nE 's/^    (stmask .*)/\1/p; s/.*`(stmask export [^`]* -o [^`]*)`.*/\1/p' "$document" |
        grep -v 'SPEC')
done

((bad == 0)) && echo "docs: in order"
exit "$bad"
