#!/usr/bin/env bash
# stmask import: archives of others, and hostile ones, each of which gives one sentence and status 2.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

# make FILE PYTHON: members are given as name=(descr, shape, bytes); z is the archive.
make() {
    python3 - "$1" <<TXT
import struct, sys, zipfile
z = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)
def npy(descr, shape, data, order=False):
    head = repr({"descr": descr, "fortran_order": order, "shape": shape}).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + data
def ints(*values, size="i"):
    return struct.pack("<%d%s" % (len(values), size), *values)
def put(**members):
    for name, member in members.items():
        z.writestr(name + ".npy", npy(*member))
def csr(rows, columns, indptr, indices, data, kind=b"csr"):
    put(indices=("<i4", (len(indices),), ints(*indices)), indptr=("<i4", (len(indptr),), ints(*indptr)),
        format=("|S3", (), kind), shape=("<i8", (2,), ints(rows, columns, size="q")), data=data)
$2
z.close()
TXT
}

refuses() { # sentence, python
    make bad.npz "$2"
    expect_error " import: bad.npz: $1" "$stmask" import bad.npz
    [ "$(wc -l <err)" -eq 1 ] || fail "more than a sentence: $(cat err)"
}

make good.npz 'csr(2, 3, [0, 1, 3], [2, 1, 0], ("|u1", (3,), bytes([1, 2, 3])))'
expect_status 0 "$stmask" import good.npz -o good.mtx --to mtx
expect_equal "$(tail -n 3 good.mtx | tr '\n' '|')" '1 3 1|2 1 3|2 2 2|' 'indices out of order'
make float.npz 'csr(2, 3, [0, 1, 2], [2, 1], ("<f8", (2,), struct.pack("<2d", 0.0, 2.5)))'
expect_status 0 "$stmask" import float.npz
grep -q '^nonzeros     1$' out || fail 'a stored zero is not seen'
make bsr.npz 'csr(4, 4, [0, 0, 1], [1], ("|b1", (1, 2, 2), bytes([1, 0, 0, 1])), b"bsr")'
expect_status 0 "$stmask" import bsr.npz -o bsr.mtx --to mtx
expect_equal "$(tail -n 2 bsr.mtx | tr '\n' '|')" '3 3 1|4 4 1|' 'bsr'

# SciPy's other kinds; cells that are there twice add up.
expect_mtx() { # what its lines after the sides are
    expect_status 0 "$stmask" import other.npz -o other.mtx --to mtx
    expect_equal "$(sed 1d other.mtx | tr '\n' '|')" "$1" "$2"
}
make other.npz 'csr(2, 3, [0, 1, 1, 3], [1, 0, 1], ("<i4", (3,), ints(3, 2, 1)), b"csc")'
expect_mtx '2 3 3|1 3 2|2 1 3|2 3 1|' csc
coo='put(format=("|S3", (), b"coo"), shape=("<i8", (2,), ints(2, 3, size="q")), row=("<i4", (4,), ints(1, 0, 1, 0)), col=("<i4", (4,), ints(2, 0, 2, 1)), data=("<i8", (4,), ints(1, 5, 2, -4, size="q")))'
make other.npz "$coo"
expect_mtx '2 3 3|1 1 5|1 2 1|2 3 3|' coo
make other.npz 'csr(2, 3, [0, 3, 3], [1, 1, 2], ("<f8", (3,), struct.pack("<3d", 0.5, -0.5, 2)))'
expect_mtx '2 3 1|1 3 1|' 'a sum of 0'
make other.npz 'put(format=("|S3", (), b"dia"), shape=("<i8", (2,), ints(3, 4, size="q")), offsets=("<i4", (2,), ints(0, -1)), data=("<i8", (2, 4), ints(1, 2, 3, 4, 5, 4, 3, 2, size="q")))'
expect_mtx '3 4 5|1 1 1|2 1 5|2 2 2|3 2 4|3 3 3|' dia
make other.npz 'put(mask=("|u1", (2, 2), bytes([0, 255, 3, 0])))'
expect_mtx '2 2 2|1 2 1|2 1 3|' 'an archive of one array'
refuses 'row: 2 in row 1: must be from 0 to 1' "${coo/1, 0, 1, 0/1, 2, 1, 0}"
refuses 'is neither of SciPy nor of stmask, nor has it one array only: of several, say which is meant by saving that alone' \
    'put(a=("|u1", (1,), b"1"), b=("|u1", (1,), b"1"))'
refuses 'format: must be csr, csc, bsr, coo or dia' 'csr(2, 2, [0, 0, 0], [], ("|u1", (0,), b""), b"lil")'
printf '# from to\n0 1\n2 1 0\n3 0 2\n1 1 0.5\n' >edges.txt
expect_status 0 "$stmask" diff file:path=edges.txt,format=edges 'at:of=(dense),key=1,size=1 + at:of=(dense),query=3,key=0,size=1 + at:of=(dense),query=1,key=1,size=1' --size 4
expect_error ' stats: good.mtx: is no file of the format smtx' "$stmask" stats \
    file:path=good.mtx,format=smtx
printf '# Nodes: 3 Edges: 2\n# From To\n0\t2\n2\t1\n' >snap.txt
expect_error ' import: snap.txt: lines of 2 numbers may be edges or rows of cells: say format edges or csv' \
    "$stmask" import snap.txt
expect_status 0 "$stmask" import snap.txt --format edges
printf '1 0\n0 1\n' >two.csv
expect_status 0 "$stmask" diff file:path=two.csv,format=csv local:window_size=1 --size 2
printf '[[0, 1], [1, 2]]' >two.json
expect_status 0 "$stmask" import two.json --format json-lists
grep -q '^nonzeros     4$' out || fail 'lists of keys'
expect_status 0 "$stmask" import two.json --format json-cells
grep -q '^nonzeros     3$' out || fail 'cells in JSON'
refuses 'indices: 3 in row 0: must be from 0 to 2' 'csr(2, 3, [0, 1, 1], [3], ("|u1", (1,), b"1"))'
refuses 'indices: -1 in row 0: must be from 0 to 2' 'csr(2, 3, [0, 1, 1], [-1], ("|u1", (1,), b"1"))'
refuses 'indptr: does not fit the other arrays' 'csr(2, 3, [0, 2, 1], [0], ("|u1", (1,), b"1"))'
refuses 'indptr: does not fit the other arrays' 'csr(2, 3, [0, 1], [0], ("|u1", (1,), b"1"))'
refuses 'data: does not fit the other arrays' 'csr(2, 3, [0, 1, 1], [0], ("|u1", (2,), b"12"))'
refuses 'data: has fewer bytes than its shape says' \
    'csr(2, 3, [0, 1, 1], [0], ("|u1", (1 << 40,), b"12"))'
refuses 'data: has a damaged header' 'csr(2, 3, [0, 1, 1], [0], ("|u1", (1 << 70,), b"12"))'
make nine.npz 'csr(2, 3, [0, 2, 2], [0, 1], ("|u1", (2,), b"\x09\x02"))'
expect_status 0 "$stmask" import nine.npz
grep -q '^nonzeros     2$' out || fail 'a value above 5 is seen'
grep -q '^1 cells are integers that are none of 0 to 5: they have the value 1$' err ||
    fail "a value above 5 is told of: $(cat err)"
refuses 'cell (0, 0) is -inf: a sparse array holds what is seen, and is not added to scores' \
    'csr(2, 3, [0, 1, 1], [0], ("<f4", (1,), struct.pack("<f", float("-inf"))))'
refuses 'shape 0 x 3: must have from 1 to 2^31 rows and columns' \
    'csr(0, 3, [0], [], ("|u1", (0,), b""))'
refuses 'has no array named indptr' 'put(format=("|S3", (), b"csr"), shape=("<i8", (2,), ints(2, 2, size="q")))'

# The arrays of frameworks alone, without those that stmask puts beside them.
bare() { # FORMAT SPEC SIZE [more]: bare.npz
    local format=$1 spec=$2 size=$3
    shift 3
    expect_status 0 "$stmask" export "$spec" --size "$size" --format "$format" -o framework.npz "$@"
    python3 - <<'TXT'
import zipfile
with zipfile.ZipFile("framework.npz") as a, zipfile.ZipFile("bare.npz", "w", zipfile.ZIP_DEFLATED) as b:
    for name in a.namelist():
        if not name.startswith("stm_") and name not in ("block_size.npy", "causal.npy"):
            b.writestr(name, a.read(name))
TXT
}
whole='blocks:of=(strided:window_size=20,stride=40),block=16'
for format in flex flash4 flashinfer; do
    bare $format "$whole" 128 --block 16
    expect_status 0 "$stmask" diff "file:path=bare.npz,block=16" "$whole" --size 128
done
bare flex "$whole" 128 --block 16x8
expect_status 0 "$stmask" diff "file:path=bare.npz,block=16x8" "$whole" --size 128
expect_error ' import: bare.npz: has blocks, and does not say of what size: say block, as in 128 or 256x128' \
    "$stmask" import bare.npz
bare flex "strided:window_size=20,stride=40" 128 --block 16
expect_status 2 "$stmask" import bare.npz --source_block 16
grep -q ' of its blocks are partial, and which of their cells are seen only the' err || fail "partial blocks: $(cat err)"
expect_status 0 "$stmask" diff 'file:path=bare.npz,block=16,format=flex' "$whole" --size 128
bare flashinfer "strided:window_size=20,stride=40" 128 --block 16
expect_status 0 "$stmask" diff 'file:path=bare.npz' "strided:window_size=20,stride=40" --size 128
bare mit-block-sparse 'blocks:of=(strided),block=128' 1024
expect_status 0 "$stmask" diff 'file:path=bare.npz' 'blocks:of=(strided),block=128' --size 1024
expect_status 0 "$stmask" export "$whole" --size 128 --format deepspeed --block 16 -o layout.npy
expect_status 0 "$stmask" diff 'file:path=layout.npy,format=deepspeed,block=16' "$whole" --size 128
for spec in causal 'sliding_window:window_size=20' 'document:lengths=20/30/50' 'strided:window_size=7,stride=13' \
    'bigbird:block=4,seed=3'; do
    bare magi "$spec" 100
    expect_status 0 "$stmask" diff 'file:path=bare.npz' "$spec" --size 100
done
for spec in causal 'document:lengths=20/30/50 & causal'; do
    bare flashmask "$spec" 100
    expect_status 0 "$stmask" diff 'file:path=bare.npz' "$spec" --size 100
done
bare flashmask 'local:window_size=9' 100 # two bounds or one, as the writer likes
expect_status 0 "$stmask" diff 'file:path=bare.npz,causal=yes' 'local:window_size=9' --size 100
bare flashmask 'sliding_window:window_size=20' 100
expect_status 0 "$stmask" diff 'file:path=bare.npz,causal=no' 'sliding_window:window_size=20' --size 100
make bad.npz 'put(startend_row_indices=("<i4", (1, 1, 2, 2), ints(1, 2, 1, 2)))'
refuses 'two bounds a key are one hidden range of a causal mask, or the ends of two of another: say causal yes or no' \
    'put(startend_row_indices=("<i4", (1, 1, 2, 2), ints(1, 2, 1, 2)))'
refuses 'startend_row_indices: -1 of key 0: must be from 0 to 2' \
    'put(startend_row_indices=("<i4", (1, 1, 2, 1), ints(-1, 2)))'
refuses 'slice 0: must have ranges that rise and a type from 0 to 3' \
    'put(q_ranges=("<i4", (1, 2), ints(0, 4)), k_ranges=("<i4", (1, 2), ints(0, 4)), attn_type_map=("<i4", (1,), ints(4)))'
refuses 'full_kv_num_blocks: 3 blocks in row 0: must be from 0 to 2' \
    'put(full_kv_num_blocks=("<i4", (1, 1, 1), ints(3)), full_kv_indices=("<i4", (1, 1, 1, 2), ints(0, 1)), block_size=("<i8", (2,), ints(8, 8, size="q")))'
refuses 'indptr: must begin with 0, never fall, and end with the number of indices, 1' 'put(indptr=("<i4", (3,), ints(0, 2, 1)), indices=("<i4", (1,), ints(0)), mask=("|b1", (1, 1, 1), b"1"))'

# A bomb: zeros by the gigabyte, in a few.
python3 - <<'TXT'
import struct, zipfile, zlib
head = b"{'descr': '<i8', 'fortran_order': False, 'shape': (%d,)}\n" % (1 << 28)
with zipfile.ZipFile("bomb.npz", "w", zipfile.ZIP_DEFLATED) as z:
    with z.open("stm_bounds.npy", "w", force_zip64=True) as member:
        member.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head)
        for _ in range(512):
            member.write(bytes(1 << 20))
TXT
expect_status 2 "$stmask" import bomb.npz
grep -q 'bytes: must be plausible$' err || fail "bomb: $(cat err)"

# Cut short anywhere.
for bytes in 1 4 30 100 300 600; do
    head -c "$bytes" good.npz >cut.npz
    expect_status 2 "$stmask" import cut.npz
    [ "$(wc -l <err)" -eq 1 ] || fail "cut at $bytes: $(cat err)"
done
# Additive masks.
expect_status 0 "$stmask" export causal --size 12 --format npy-additive -o additive.npy
expect_status 0 "$stmask" import additive.npy
grep -q '^additive: -inf, and no other number, hides a key$' err || fail "additive: $(cat err)"
expect_status 0 "$stmask" export dense --size 12 --format npy-additive -o zeros.npy
expect_status 0 "$stmask" import zeros.npy --format npy-additive
grep -q '^nonzeros     144$' out || fail 'a mask of zeros that are added is all seen'
expect_status 0 "$stmask" diff dense file:path=zeros.npy,format=npy-additive --size 12
expect_status 2 "$stmask" stats file:path=zeros.npy --size 12
grep -q 'say format npy-additive' err || fail "zeros: $(cat err)"
expect_error ' stats: format=Npy_Bool: is no format to read; did you mean npy-bool?' \
    "$stmask" stats 'file:path=mask.npy,format=Npy_Bool'
expect_error ' stats: format=bitmap: is no format to read; stmask formats lists them' \
    "$stmask" stats file:path=zeros.npy,format=bitmap --size 12

# An ending that is another format's is warned of, and read by what the file holds.
expect_status 0 "$stmask" export normal --size 40 --format flash4 -o named.npy
expect_equal "$(cat err)" \
    'named.npy: is written as flash4, whose files end in .npz: other programs may go by the ending' 'ending'
expect_status 0 "$stmask" diff normal file:path=named.npy --size 40
expect_status 0 "$stmask" import named.npy -o named.NPZ --to npy
expect_equal "$(cat err)" \
    'named.NPZ: is written as npy, whose files end in .npy: other programs may go by the ending' 'ending'
for name in named.npz named.dat named NAMED.NPZ .npy a.npy/named; do
    mkdir -p a.npy
    expect_status 0 "$stmask" export normal --size 40 --format scipy-csr -o "$name"
    [ ! -s err ] || fail "$name: $(cat err)"
done

# One mask for several heads.
expect_status 0 "$stmask" export normal --size 40 --format flash4 --block 8 --heads 3 -o heads.npz
expect_status 0 "$stmask" diff normal file:path=heads.npz,head=2 --size 40
expect_error ' import: heads.npz: head 3: must be from 0 to 2' "$stmask" import heads.npz --head 3
finish
