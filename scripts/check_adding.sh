#!/usr/bin/env bash
# docs/adding-a-pattern.md does what it says: scripts/check_adding.sh
# Its code goes into a copy of the repository, as one file and one word in the list. Then the pattern
# has rows, columns, bands, attention by bands, token orders, the search for an order, pictures,
# exports, Python and a place in the documents, without another line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
page=docs/adding-a-pattern.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() {
    echo "check_adding.sh: $*" >&2
    bad=1
}

git ls-files -co --exclude-standard -z | while IFS= read -r -d '' file; do
    [[ -e $file ]] && printf '%s\0' "$file"
done | xargs -0 cp --parents -t "$work"
code() { # the ```c blocks of the page, but for the word of the list
    awk '/^```/ { inside = /^```c$/; next } inside' "$page" | grep -v '^STM__PATTERN('
}
code >"$work/src/pattern/causal_window.c"
grep '^STM__PATTERN(' "$page" >>"$work/src/pattern/list.def"

cd "$work"
clang-format-14 --dry-run -Werror src/pattern/causal_window.c || complain "the code is not formatted"
cmake -B build -DCMAKE_BUILD_TYPE=Release -DSTMASK_TESTS=ON -DSTMASK_WERROR=ON -DSTMASK_TEST_SECONDS=600 >/dev/null
cmake --build build --parallel "$(nproc)" >/dev/null
ctest --test-dir build --output-on-failure -R 'test_(patterns|bands|spec_masks|attention.*)$' >log 2>&1 ||
    { cat log >&2; complain "the tests of all patterns fail"; }

stmask=build/bin/stmask
spec=causal_window:window_size=64
same=local:window_size=64
says() { # what has to be there, command...
    local wanted=$1
    shift
    grep -qE -- "$wanted" < <("$@" 2>&1) || complain "\`$*\` does not say '$wanted'"
}
says '^causal_window$' "$stmask" list
says '^equal' "$stmask" diff "$spec" "$same" --size 500
says '^nonzeros' "$stmask" stats "$spec & fixed" --size 500
says 'order auto: chose' "$stmask" plan "$spec" --size 256 --order auto --buffer 64
"$stmask" draw "$spec" --size 64 -o picture.png >/dev/null || complain "it cannot be drawn"
"$stmask" export "$spec" --size 512 --format permutation -o order.npz >/dev/null 2>&1 ||
    complain "it has no token order"

# Bands and no rest: attention has nothing to read by runs.
cat >bands.c <<'C'
#include <stdio.h>
#include <stmask/stmask.h>
int main(int argc, char **argv)
{
    stm_mask *mask;
    stm_bands bands;
    if (argc != 2 || stm_mask_from_spec(argv[1], 4096, &mask, NULL) ||
        stm_mask_bands(mask, &bands, NULL))
        return 2;
    printf("%d bands%s\n", bands.num, bands.rest == NULL ? "" : " and a rest");
    stm_bands_free(&bands);
    stm_mask_free(mask);
    return 0;
}
C
cc -std=c11 -Iinclude bands.c build/lib/libstmask.a -lpng -lz -lm -pthread -o bands
says '^1 bands$' ./bands "$spec"
says '^[1-9][0-9]* bands$' ./bands "$spec & fixed:window_size=256 + global:tokens=0-3"

python3 -m venv venv >/dev/null
venv/bin/python -m pip install -q --disable-pip-version-check numpy ./python
says '^32896$' venv/bin/python -c \
    "import stmask; print(stmask.Mask('causal_window:window_size=10000', size=256).count())"
says '^True$' venv/bin/python -c \
    "import stmask; print('causal_window' in [p.name for p in stmask.patterns()])"

if [[ -f scripts/generate_docs.sh ]]; then
    bash scripts/generate_docs.sh build/bin >/dev/null
    says 'causal_window' cat docs/cli.md
fi

((bad == 0)) && echo "check_adding.sh: one file and one word, and the pattern is everywhere"
exit "$bad"
