#!/usr/bin/env bash
# The documents say what the programs do: scripts/check_docs.sh [FOLDER_OF_PROGRAMS]
# The manual, docs/cli.md and the completions are what scripts/generate_docs.sh makes; every pattern,
# order and format stands in the document about them; both READMEs have the same headings; links
# within the repository lead somewhere; the lines of docs/formats.md and docs/conventions.md run.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin=${1:-build/gcc/bin}
bad=0
complain() {
    echo "$*" >&2
    bad=1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

scripts/generate_docs.sh "$bin" "$work/made"
while read -r file; do
    diff -u "$file" "$work/made/$file" >"$work/differs" || {
        complain "$file: is not what scripts/generate_docs.sh makes:"
        head -n 20 "$work/differs" >&2
    }
done < <(cd "$work/made" && find . -type f | sed 's,^\./,,' | sort)

# The names that a document has in backquotes, with or without parameters behind them.
names_all() { # document, what they are, names...
    local document=$1 what=$2 name
    shift 2
    (($# > 0)) || complain "$document: there is no $what"
    for name; do
        grep -qE -- "\`${name}[\`:]" "$document" || complain "$document: $what $name is missing"
    done
}
mapfile -t patterns < <("$bin/stmask" list | grep -x '[a-z_0-9]*' | grep .)
mapfile -t formats < <("$bin/stmask" formats | awk '{ print $1 }')
# The orders there are stand in the sentence about one that is not.
mapfile -t orders < <("$bin/stmask" plan normal --order none 2>&1 |
    sed -n 's/.*there are //p' | tr -d ',' | tr ' ' '\n')
names_all docs/patterns.md pattern "${patterns[@]}"
names_all docs/orders.md order "${orders[@]}"
names_all docs/formats.md format "${formats[@]}"

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
    messages=$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
    [[ -z $messages ]] || complain "$page: $messages"
done

# The lines of two documents that run stmask do.
programs=$(cd "$bin" && pwd)
for document in docs/formats.md docs/conventions.md; do
    # shellcheck disable=SC2016 # backquotes of Markdown
    while read -r line; do
        (cd "$work" && PATH=$programs:$PATH bash -c "$line" >/dev/null 2>"$work/said") ||
            complain "$document: \`$line\` fails: $(cat "$work/said")"
    done < <(sed -nE 's/^    (stmask .*)/\1/p; s/.*`(stmask export [^`]* -o [^`]*)`.*/\1/p' "$document" |
        grep -v 'SPEC')
done

# docs/sweeps.md has every column of src/sweep/columns.def, and the job script.
while read -r column; do
    grep -qF "| \`$column\` |" docs/sweeps.md || complain "docs/sweeps.md: has no row of $column"
done < <(sed -nE 's/^STM__COLUMN\([A-Z_]+, [A-Z]+, "([a-z_]+)".*/\1/p' src/sweep/columns.def)
while read -r line; do
    grep -qxF -- "$line" docs/sweeps.md || complain "docs/sweeps.md: the job script has no line \`$line\`"
done < <(grep -v '^# ' share/stmask/sweep.slurm | grep .)

((bad == 0)) && echo "docs: in order"
exit "$bad"
