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
expect_error ' stats: the mask of the file has 100 queries and 100 keys, and the size is 99: say where it stands, as in query=0,key=0' \
    "$stmask" stats 'file:path="a npy"' --size 99
expect_error ' stats: no.npy: cannot be read: No such file or directory' "$stmask" stats \
    'normal + file:path=no.npy'
expect_equal "$(sed -n '$p' err)" '           ^' 'the mark below the file'
expect_error ' stats: path: has to be given, as in path=mask.npy' "$stmask" stats file
head -c 300 'a npy' >cut.npy
expect_status 2 "$stmask" stats file:path=cut.npy
grep -q '^stmask stats: cut.npy' err || fail 'a truncated file'

# A chunk of queries stands at the end, or where it is said to; with others it is a part of the whole.
expect_status 0 "$stmask" export streaming --size 4096 --queries 3968:128 --format npy -o chunk.npy
expect_status 0 "$stmask" diff file:path=chunk.npy streaming --size 4096 --queries 3968:128
expect_status 0 "$stmask" diff 'file:path=chunk.npy' 'file:path=chunk.npy,query=3968' --queries 3968:128
expect_status 0 "$stmask" stats file:path=chunk.npy --json
expect_equal "$(json out 'j["cells"]')" $((128 * 4096)) 'the cells of a chunk'
expect_status 0 "$stmask" diff 'file:path=chunk.npy & dense' \
    'streaming & at:of=(dense),query=3968,queries=128,keys=4096'
expect_status 0 "$stmask" export strided --size 50 --queries 0:10 --format npy -o top.npy
expect_status 0 "$stmask" diff 'file:path=top.npy,query=20,key=3 & dense' \
    'at:of=(strided),query=20,key=3,size=50,queries=10,keys=50' --size 60
expect_error ' stats: the mask of the file, 128 queries from 4000 on and 4096 keys from 0 on: must lie within the size, 4096' \
    "$stmask" stats file:path=chunk.npy,query=4000 --size 4096

# Tables, trees, padding and orders in the files that others write.
python3 - <<'PY'
import struct
import zipfile


def npy(path, shape, kind, items):
    code = {"<i8": "q", "<i4": "i", "|b1": "?", "<f4": "f"}[kind]
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    header += " " * (117 - len(header)) + "\n"
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    data += struct.pack(f"<{len(items)}{code}", *items)
    if path is None:
        return data
    with open(path, "wb") as f:
        f.write(data)


npy("table.npy", (2, 4, 3), "<i4", [0, -1, -1, 1, 0, 0, 2, 2, 1, 3, -1, 0] + [0] * 12)
with zipfile.ZipFile("rows.npz", "w") as z:
    z.writestr("indptr.npy", npy(None, (5,), "<i4", [0, 1, 3, 5, 7]))
    z.writestr("indices.npy", npy(None, (7,), "<i8", [0, 1, 0, 2, 1, 3, 0]))
with zipfile.ZipFile("falls.npz", "w") as z:
    z.writestr("indptr.npy", npy(None, (5,), "<i4", [0, 3, 1, 5, 7]))
    z.writestr("indices.npy", npy(None, (7,), "<i8", [0, 1, 0, 2, 1, 3, 0]))
npy("bad.npy", (4, 1), "<i8", [0, 1, 2, 7])
npy("parents.npy", (4,), "<i8", [-1, 0, 0, 2])
npy("order.npy", (4,), "<i8", [3, 1, 0, 2])
npy("float.npy", (4,), "<f4", [3, 1, 0, 2])
npy("pad.npy", (2, 6), "<i8", [1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1])
npy("pad4.npy", (2, 1, 1, 6), "|b1", [True] * 4 + [False] * 2 + [False] * 2 + [True] * 4)
npy("pad1.npy", (6,), "|b1", [True] * 4 + [False] * 2)
PY
blocks='at:of=(dense),size=4 + at:of=(dense),query=4,key=0,queries=4,keys=8'
blocks="$blocks + at:of=(dense),query=8,key=4,queries=4,keys=8 + at:of=(dense),query=12,queries=4,keys=4"
blocks="($blocks + at:of=(dense),query=12,key=12,size=4)"
expect_status 0 "$stmask" diff 'table:path=table.npy,block_query=4,block_key=4' "$blocks & causal"
expect_status 0 "$stmask" diff 'table:path=rows.npz,block_query=4,block_key=4,causal=no' "$blocks"
expect_status 0 "$stmask" diff 'table:path=table.npy,block_query=4,block_key=4,head=1' \
    'at:of=(dense),queries=16,keys=4 & causal'
expect_status 0 "$stmask" diff 'table:path=table.npy,causal=no' 'kron:outer=(table:path=table.npy),inner=(dense),size=1 + table:path=rows.npz,causal=no' --size 4
expect_error ' stats: table: row 3 chose 7: must be from 0 to 3, or -1 for none' "$stmask" stats \
    table:path=bad.npy
expect_error ' stats: table: has 4 rows: must have 3, a size of 9 in blocks of 4 queries' \
    "$stmask" stats table:path=table.npy,block_query=4 --size 9
expect_error ' stats: table: head 2: must be from 0 to 1' "$stmask" stats table:path=table.npy,head=2
expect_error ' stats: falls.npz: indptr: must begin with 0, never fall, and end with the number of indices, 7' \
    "$stmask" stats table:path=falls.npz
expect_error ' stats: float.npy: table: must be an array of integers' "$stmask" stats table:path=float.npy
expect_status 0 "$stmask" diff tree:parents=parents.npy tree:parents=-1/0/0/2
expect_status 0 "$stmask" diff 'permute:of=(causal),order=order.npy' 'permute:of=(causal),order=3/1/0/2'
for file in pad.npy pad4.npy pad1.npy; do
    expect_status 0 "$stmask" diff "padding:keys=$file" padding:keys=0-3 --size 6
    expect_status 0 "$stmask" diff "padding:keys=$file,masked=yes" padding:keys=4/5
done
for file in pad.npy pad4.npy; do
    expect_status 0 "$stmask" diff "padding:keys=$file,batch=1 & causal" 'padding:keys=2-5 & causal'
done
expect_error ' stats: pad.npy: batch 2: must be from 0 to 1' "$stmask" stats padding:keys=pad.npy,batch=2
expect_error ' stats: pad4.npy: head 2: must be from 0 to 1' "$stmask" stats padding:keys=pad4.npy,batch=2
expect_error ' stats: keys: the file has 6 of them: must be as many as the size, 7' "$stmask" stats \
    padding:keys=pad.npy --size 7

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
# The module beside an array of flex replaces one that stmask wrote, and no other.
echo 'print("mine")' >train.py
expect_error ' export: train.py: is a file that stmask did not write, which the module beside the array would replace: give the array another name' \
    "$stmask" export causal --size 256 --format flex -o train.npz
expect_equal "$(cat train.py)" 'print("mine")' 'a module that is not ours'
[ ! -e train.npz ] || fail 'an array without its module'
rm train.py
for _ in 1 2; do
    expect_status 0 "$stmask" export causal --size 256 --format flex -o train.npz
done
finish
