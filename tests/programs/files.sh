#!/usr/bin/env bash
# Masks of files in specs, and scores of attention weights.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

json() {
    python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"
}

spec='strided:window_size=5,stride=7 + global:tokens=3'
for format in npy npy-bool npy-masked npy-additive pbm mtx scipy-csr runs flex; do
    name="a $format"
    [ $format != flex ] || name=a_flex # beside it is a module of that name
    expect_status 0 "$stmask" export "$spec" --size 100 --format $format -o "$name"
    masked=
    [ $format != npy-masked ] || masked=',masked=yes'
    expect_status 0 "$stmask" diff "$spec" "file:path=\"$name\"$masked" --size 100
done
expect_status 0 "$stmask" diff "$spec" 'file:path="a npy"' --size 100 --values
expect_status 0 "$stmask" stats 'file:path="a npy" & causal' --json # its own size
expect_equal "$(json out 'j["cells"]')" 10000 'the size of a file'
expect_status 0 "$stmask" plan 'file:path="a mtx"' --points points.txt
expect_status 0 "$stmask" diff "$spec" file:path=points.txt --size 100
expect_status 0 "$stmask" draw 'file:path="a scipy-csr" - fixed' --sample_size 64 -o file.png
expect_error ' stats: the mask of the file has 100 queries and 100 keys: must have the size, 99' \
    "$stmask" stats 'file:path="a npy"' --size 99
expect_error ' stats: no.npy: cannot be read: No such file or directory' "$stmask" stats \
    'normal + file:path=no.npy'
expect_equal "$(sed -n '$p' err)" '           ^' 'the mark below the file'
expect_error ' stats: path: has to be given, as in path=mask.npy' "$stmask" stats file
head -c 300 'a npy' >cut.npy
expect_status 2 "$stmask" stats file:path=cut.npy
grep -q '^stmask stats: cut.npy' err || fail 'a truncated file'

# Weights that are 1 for the own key and 1 for the first: by hand.
python3 - <<'PY'
import struct
rows = []
for i in range(8):
    row = [0.0] * 8
    row[i] += 1
    row[0] += 1
    rows += row
header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 8, 8), }"
header += ' ' * (117 - len(header)) + '\n'
with open('weights.npy', 'wb') as f:
    f.write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode())
    f.write(struct.pack('<64f', *rows))
PY
expect_status 0 "$stmask" score local:window_size=3 --size 8 --attention weights.npy --json -o kept.png
expect_equal "$(json out '(j[0]["rows"], j[0]["mean"], [w["query"] for w in j[0]["worst"]], j[0]["worst"][0]["kept"])')" \
    '(8, 0.6875, [3, 4, 5, 6, 7], 0.5)' 'a score'
[ -s kept.png ] || fail 'no picture of the score'
expect_status 0 "$stmask" score normal --size 8 --attention weights.npy
expect_equal "$(cut -c 1-45 out)" 'head 0: keeps 100.0000% of a row on average; ' 'a score in words'
expect_error ' score: weights.npy: has 8 x 8 weights a head: the mask has 9 queries and 9 keys' \
    "$stmask" score normal --size 9 --attention weights.npy
expect_error ' score: --attention FILE.npy is missing; see stmask score --help' "$stmask" score normal
finish
