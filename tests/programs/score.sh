#!/usr/bin/env bash
# stmask score: shares, worst rows, sets, pictures, and weights that are none.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

# make FILE DESCR SHAPE PYTHON: an .npy of the numbers that the expression gives, row-major.
make() {
    python3 - "$1" "$2" "$3" "$4" <<'TXT'
import struct, sys
name, descr, shape, numbers = sys.argv[1:]
shape, numbers = eval(shape), list(eval(numbers))
head = repr({"descr": descr, "fortran_order": False, "shape": shape}).encode() + b"\n"
with open(name, "wb") as f:
    f.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head)
    f.write(struct.pack("<%d%s" % (len(numbers), {"4": "f", "8": "d", "2": "e"}[descr[2]]), *numbers))
TXT
}
json() {
    python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"
}

# All weights equal: what is kept of row i is the keys seen of 8.
make even.npy '<f8' '(8, 8)' '[0.125] * 64'
expect_status 0 "$stmask" score normal --size 8 --attention even.npy --json
expect_equal "$(json out 'j')" "[{'head': 0, 'rows': 8, 'mean': 0.5625, 'worst': [\
{'query': 0, 'kept': 0.125}, {'query': 1, 'kept': 0.25}, {'query': 2, 'kept': 0.375}, \
{'query': 3, 'kept': 0.5}, {'query': 4, 'kept': 0.625}]}]" 'even weights'
expect_status 0 "$stmask" score normal --size 16 --queries 8:8 --keys 4:8 --attention even.npy --json
expect_equal "$(json out 'j[0]["mean"], j[0]["worst"][0]')" "(0.90625, {'query': 8, 'kept': 0.625})" \
    'a rectangle has the indices of the whole'

make many.npy '<f4' '(17, 2, 2)' '[1, 0, 0.5, 0.5] * 17'
expect_status 0 "$stmask" score normal --attention many.npy -o many.svg
expect_equal "$(cat err)" '-o many.svg: has the first 16 of 17 heads' 'heads that are not drawn'

# The size is that of the weights.
expect_status 0 "$stmask" score normal --attention even.npy --json
expect_equal "$(json out 'j[0]["mean"]')" 0.5625 'the size of the weights'
expect_status 0 "$stmask" export normal --size 8 -o mask.npy
expect_status 0 "$stmask" score 'file:path=mask.npy & causal' --attention even.npy --json
expect_equal "$(json out 'j[0]["mean"]')" 0.5625 'the size of a mask in a file'
printf 'm = file:path=mask.npy\nhead 0 = m & causal\nhead 1 = m\n' >files.txt
expect_status 0 "$stmask" stats @files.txt
grep -q '^nonzeros     72 of 128 cells$' out || fail 'stats of a set of files'
expect_status 0 "$stmask" stats 'file:path=mask.npy'
grep -q '^nonzeros     36 of 64 cells$' out || fail 'stats of a file'
make q.npy '<f4' '(2, 8, 8)' '[1] * 128'
expect_status 0 "$stmask" attend @files.txt --q q.npy --k q.npy --v q.npy -o attended.npy
expect_file attended.npy
expect_error ' stats: files.txt line 1: the mask of the file has 8 queries and 8 keys, and the size is 9: say where it stands, as in query=0,key=0' \
    "$stmask" stats @files.txt --size 9

# Rows without weights do not count; a set gives each head its own mask.
make two.npy '<f4' '(2, 4, 4)' '[0] * 16 + [i >= j and i != 2 for i in range(4) for j in range(4)]'
expect_status 0 "$stmask" score dense --size 4 --attention two.npy --json -o two.svg
expect_equal "$(json out '[(h["rows"], h["mean"]) for h in j]')" '[(0, None), (3, 1)]' 'empty rows'
expect_file two.svg
printf 'layer 0-1 head 0 = normal\nlayer 0 head 1 = dense\nlayer 1 head 1 = global:tokens=0\n' >set.txt
expect_status 0 "$stmask" score @set.txt --size 4 --attention two.npy --layer 1 --json
expect_equal "$(json out 'round(j[1]["mean"], 6)')" 0.583333 'a head of a layer'
expect_error ' score: --layer 2: must be from 0 to 1' "$stmask" score @set.txt --size 4 \
    --attention two.npy --layer 2

make zero.npy '<f2' '(4, 4)' '[0] * 16'
expect_status 0 "$stmask" score normal --size 4 --attention zero.npy
expect_equal "$(cat out)" 'head 0: no row has any weight' 'no weights'
expect_error ' score: zero.npy: no row of the first 16 heads has any weight to draw' "$stmask" score \
    normal --size 4 --attention zero.npy -o zero.png
[ ! -e zero.png ] || fail 'a picture of nothing'
make nan.npy '<f4' '(2, 2)' '[1, 0, float("nan"), 1]'
expect_error ' score: nan.npy: head 0 (1, 0) is nan: a weight must be a finite number from 0 on' \
    "$stmask" score normal --size 2 --attention nan.npy
expect_error ' score: even.npy: has 8 x 8 weights a head: the mask has 4 queries and 4 keys' \
    "$stmask" score normal --size 4 --attention even.npy
head -c 100 even.npy >cut.npy
expect_error ' score: cut.npy: has fewer bytes than its shape says' "$stmask" score normal --size 8 \
    --attention cut.npy
expect_error ' score: --attention FILE.npy is missing; see stmask score --help' "$stmask" score normal
finish
