#!/usr/bin/env bash
# Attention of files, and its times.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

# Two heads of 40 queries, one head of keys, head_dim 16; and what is wrong with some others.
cat >arrays.py <<'PY'
import math
import random
import struct
import sys


def write(path, shape, cells, descr="<f4"):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    header += " " * (117 - len(header)) + "\n"
    with open(path, "wb") as f:
        f.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        if descr[1:] == "V2":  # bfloat16: the upper half of a float
            cells = [struct.unpack("<I", struct.pack("<f", x))[0] >> 16 for x in cells]
        kind = {"f8": "d", "f4": "f", "f2": "e", "V2": "H"}[descr[1:]]
        f.write(struct.pack(f"{descr[0]}{len(cells)}{kind}", *cells))


def read(path):
    data = open(path, "rb").read()
    length = struct.unpack("<H", data[8:10])[0]
    header = eval(data[10:10 + length])
    body = data[10 + length:]
    return header["shape"], struct.unpack(f"<{len(body) // 4}f", body)


def check(queries, heads, w, s):
    """out.npy and lse.npy against the definition, for strided."""
    (_, q), (_, k), (_, v) = read("q.npy"), read("k.npy"), read("v.npy")
    if queries < 40:
        q = read("last.npy")[1]
    (shape, out), (lse_shape, lse) = read("out.npy"), read("lse.npy")
    assert shape == ((heads, queries, 16) if heads > 1 else (queries, 16)), shape
    assert lse_shape == shape[:-1], lse_shape
    for h in range(heads):
        for r in range(queries):
            i, row = 40 - queries + r, (h * queries + r) * 16
            seen = [j for j in range(i + 1) if i - j < w or (i - w - j) % s == 0]
            logits = [sum(q[row + x] * k[j * 16 + x] for x in range(16)) / 4 for j in seen]
            total = sum(map(math.exp, logits))
            assert abs(lse[h * queries + r] - math.log(total)) < 1e-5
            for x in range(16):
                wanted = sum(math.exp(l) * v[j * 16 + x] for l, j in zip(logits, seen)) / total
                assert abs(out[row + x] - wanted) < 1e-5, (h, r, x)


if sys.argv[1:2] == ["joined"]:  # the first file is the others, one head after the other
    whole, *parts = [read(path) for path in sys.argv[2:]]
    assert whole[1] == sum((part[1] for part in parts), ()), whole[0]
    assert whole[0][0] == len(parts)
    sys.exit()
if sys.argv[1:]:
    check(*map(int, sys.argv[1:]))
    sys.exit()
random.seed(1)
normal = [random.gauss(0, 1) for _ in range(2 * 40 * 16)]
write("q.npy", (2, 40, 16), normal)
write("q0.npy", (40, 16), normal[:640])
write("q1.npy", (40, 16), normal[640:])
write("last2.npy", (2, 3, 16), normal[592:640] + normal[1232:])
write("last.npy", (3, 16), normal[:48])
write("k.npy", (40, 16), normal[100:740])
write("v.npy", (40, 16), normal[300:940])
# Numbers that all types hold, as each of them.
exact = [round(16 * x) / 16 for x in normal]
for name, descr in [("4", "<f4"), ("2", "<f2"), ("2b", ">f2"), ("v", "<V2"), ("vb", ">V2")]:
    write(f"q{name}.npy", (2, 40, 16), exact, descr)
    write(f"k{name}.npy", (40, 16), exact[100:740], descr)
    write(f"v{name}.npy", (40, 16), exact[300:940], descr)
write("vwide.npy", (40, 24), [x for j in range(40) for x in normal[300 + 16 * j:316 + 16 * j] + normal[8 * j:8 * j + 8]])
write("vsmall.npy", (40, 7), normal[:280])
write("sinks.npy", (2,), [0.5, -30])
write("sink0.npy", (1,), [0.5])
write("sink1.npy", (1,), [-30])
write("sinks2.npy", (2,), [0.5, -30], "<f2")
write("double.npy", (40, 16), normal[:640], "<f8")
write("line.npy", (640,), normal[:640])
write("narrow.npy", (40, 8), normal[:320])
write("none.npy", (0, 16), [])
write("three.npy", (3, 40, 16), normal + normal[:640])
open("cut.npy", "wb").write(open("k.npy", "rb").read()[:1000])
PY
python3 arrays.py

spec=strided:window_size=5,stride=7
expect_status 0 "$stmask" attend $spec --q q.npy --k k.npy --v v.npy -o out.npy --lse lse.npy
python3 arrays.py 40 2 5 7 || fail 'attention of a whole mask'
# Values of another width, the first elements of which are those of the others; and sinks, of which
# that of the second head is next to nothing.
expect_status 0 "$stmask" attend $spec --q q.npy --k k.npy --v v.npy -o whole.npy --lse lse.npy
expect_status 0 "$stmask" attend $spec --q q.npy --k k.npy --v vwide.npy -o out.npy
expect_status 0 "$stmask" attend $spec --q q.npy --k k.npy --v v.npy --sinks sinks.npy -o sunk.npy \
    --lse lse2.npy
python3 - <<'PY' || fail 'wide values and sinks'
import math
exec(open("arrays.py").read().split("if sys.argv")[0])
(_, whole), (shape, wide), (_, sunk) = read("whole.npy"), read("out.npy"), read("sunk.npy")
lse, lse2 = read("lse.npy")[1], read("lse2.npy")[1]
assert shape == (2, 40, 24), shape
for row in range(80):
    total = math.exp(lse[row]) + math.exp(0.5 if row < 40 else -30)
    assert abs(lse2[row] - math.log(total)) < 1e-5
    for x in range(16):
        assert abs(wide[row * 24 + x] - whole[row * 16 + x]) < 1e-6
        assert abs(sunk[row * 16 + x] - whole[row * 16 + x] * math.exp(lse[row]) / total) < 1e-5
PY
expect_status 0 "$stmask" attend $spec --q last.npy --k k.npy --v v.npy -o out.npy --lse lse.npy \
    --threads 2
python3 arrays.py 3 1 5 7 || fail 'attention of the last rows'
# The same rows of a file, and other ones of the mask; a file of ten keys and four queries.
cp out.npy last_rows.npy
expect_status 0 "$stmask" export $spec --size 40 --queries 37:3 --format npy -o rows.npy
expect_status 0 "$stmask" attend file:path=rows.npy --q last.npy --k k.npy --v v.npy -o out.npy
cmp -s out.npy last_rows.npy || fail 'attention under a chunk of a mask'
expect_status 0 "$stmask" export $spec --size 40 --queries 5:3 --format npy -o rows.npy
expect_status 0 "$stmask" attend file:path=rows.npy --q last.npy --k k.npy --v v.npy -o out.npy
expect_status 0 "$stmask" attend $spec --queries 5:3 --q last.npy --k k.npy --v v.npy -o out2.npy
cmp -s out.npy out2.npy || fail 'attention of the rows that --queries says'
# Keys of a larger mask, and more queries than keys.
expect_status 0 "$stmask" attend dense --keys 100:40 --q last.npy --k k.npy --v v.npy -o out.npy
expect_status 0 "$stmask" attend dense --queries 0:3 --q last.npy --k k.npy --v v.npy -o out2.npy
python3 - <<'PY' || fail 'attention of the keys that --keys says'
exec(open("arrays.py").read().split("if sys.argv")[0])
assert max(abs(a - b) for a, b in zip(read("out.npy")[1], read("out2.npy")[1])) < 1e-6
PY
expect_status 0 "$stmask" attend causal --q k.npy --k last.npy --v last.npy -o out.npy
expect_status 0 "$stmask" attend 'at:of=(causal),queries=40,keys=3' --q k.npy --k last.npy --v last.npy -o out2.npy
cmp -s out.npy out2.npy || fail 'more queries than keys'
python3 - <<'PY' || fail 'the first query sees the first key alone, the last all three'
import math
exec(open("arrays.py").read().split("if sys.argv")[0])
q, v, out = read("k.npy")[1], read("last.npy")[1], read("out.npy")[1]
for row in range(40):
    keys = min(row + 1, 3)
    e = [math.exp(sum(q[row * 16 + x] * v[j * 16 + x] for x in range(16)) / 4) for j in range(keys)]
    for x in range(16):
        assert abs(sum(e[j] * v[j * 16 + x] for j in range(keys)) / sum(e) - out[row * 16 + x]) < 1e-5
PY
expect_error ' attend: --queries 5:4: must be as many as last.npy has, 3' "$stmask" attend dense \
    --queries 5:4 --q last.npy --k k.npy --v v.npy -o x
# A lost output is a failure, whichever of the two it is, and the other one is not kept.
if [ -w /dev/full ]; then
    expect_status 1 "$stmask" attend normal --q k.npy --k k.npy --v v.npy -o /dev/full --lse l.npy
    [ ! -e l.npy ] || fail 'one of two outputs after a failure'
    expect_status 1 "$stmask" attend normal --q k.npy --k k.npy --v v.npy -o l.npy --lse /dev/full
    expect_equal "$(cat err)" 'stmask attend: /dev/full: No space left on device' 'a full device'
    [ ! -e l.npy ] || fail 'the first of two outputs after a failure of the second'
fi
# One file under two names would lose one of two outputs.
mkdir other && ln -s . here
for name in ./x "$PWD/x" other/../x here/x; do
    expect_error " attend: $name: is the file of another output too" "$stmask" attend normal \
        --q k.npy --k k.npy --v v.npy -o x --lse "$name"
done
expect_status 0 "$stmask" attend normal --q k.npy --k k.npy --v v.npy -o x --lse other/x
rm -r x other here
expect_status 0 "$stmask" attend normal --q k.npy --k k.npy --v v.npy --scale 0.5 -o -
expect_equal "$(wc -c <out)" 2688 'bytes of standard output'
expect_status 0 env STM_CPU=portable "$stmask" attend fixed --q k.npy --k k.npy --v v.npy -o out.npy

# Elements of 16 bits, in both byte orders, are those of float32 where they are the same numbers.
attend() { # NAME, more: out.npy and lse.npy
    local name=$1
    shift
    expect_status 0 "$stmask" attend $spec --q "q$name.npy" --k "k$name.npy" --v "v$name.npy" \
        -o "out$name.npy" --lse "lse$name.npy" "$@"
}
for name in 4 2 2b v vb; do
    attend $name
    cmp "out$name.npy" out4.npy || fail "outputs of $name"
    cmp "lse$name.npy" lse4.npy || fail "lse of $name"
done

# Less precise products come near; what they may be is told.
near() { # FILE OTHER: floats differ by 0.05 at most
    python3 -c 'import array, sys
a, b = (array.array("f", open(f, "rb").read()[128:]) for f in sys.argv[1:])
assert len(a) == len(b) and max(abs(x - y) for x, y in zip(a, b)) < 0.05' "$1" "$2"
}
for precision in bf16 bf16x3; do
    attend 4 --precision $precision --threads 3
    mv out4.npy less.npy
    attend 4
    near less.npy out4.npy || fail "outputs of precision $precision"
done
expect_error ' attend: --precision '\''fp64'\'': must be fp32, bf16 or bf16x3' "$stmask" attend normal \
    --precision fp64 --q q.npy --k k.npy --v v.npy -o x

# A set gives each head its own mask.
cat >heads.set <<'SET'
band = local:window_size=6
head 0 = strided:window_size=5,stride=7
head 1 = band + global:tokens=2
layer 1 = fixed:window_size=8
layer 1 head 0 = dense - band
SET
kv=(--k k.npy --v v.npy)
expect_status 0 "$stmask" attend @heads.set --layer 0 --q q.npy "${kv[@]}" -o out.npy --lse lse.npy
expect_status 0 "$stmask" attend $spec --q q0.npy "${kv[@]}" -o a.npy --lse a-lse.npy
expect_status 0 "$stmask" attend '@heads.set:band + global:tokens=2' --q q1.npy "${kv[@]}" -o b.npy \
    --lse b-lse.npy
python3 arrays.py joined out.npy a.npy b.npy || fail 'a mask for each head'
python3 arrays.py joined lse.npy a-lse.npy b-lse.npy || fail 'a mask for each head: lse'
# The same of wide values and sinks, each head with its own.
wide=(--k k.npy --v vwide.npy)
expect_status 0 "$stmask" attend @heads.set --layer 0 --q q.npy "${wide[@]}" --sinks sinks.npy -o out.npy
expect_status 0 "$stmask" attend $spec --q q0.npy "${wide[@]}" --sinks sink0.npy -o a.npy
expect_status 0 "$stmask" attend '@heads.set:band + global:tokens=2' --q q1.npy "${wide[@]}" \
    --sinks sink1.npy -o b.npy
python3 arrays.py joined out.npy a.npy b.npy || fail 'a mask for each head, with its sink'
expect_status 0 "$stmask" attend '@"heads.set"' --layer 1 --q last2.npy "${kv[@]}" -o out.npy
expect_status 0 "$stmask" attend 'dense - @heads.set:band' --q last2.npy "${kv[@]}" -o a.npy
expect_status 0 "$stmask" attend fixed:window_size=8 --q last2.npy "${kv[@]}" -o b.npy
python3 - <<'PY' || fail 'the last rows of a mask for each head'
a, b, out = [open(name, "rb").read()[128:] for name in ("a.npy", "b.npy", "out.npy")]
assert len(out) == 384 and out == a[:192] + b[192:]
PY
expect_error ' attend: @heads.set has 2 heads and k.npy 1: must be as many' "$stmask" attend \
    @heads.set --layer 0 --q k.npy "${kv[@]}" -o x
expect_error ' attend: @heads.set: has 2 layers; --layer says which' "$stmask" attend @heads.set \
    --q q.npy "${kv[@]}" -o x
expect_error ' attend: --layer 2: must be from 0 to 1' "$stmask" attend @heads.set --layer 2 \
    --q q.npy "${kv[@]}" -o x
expect_error ' attend: --layer 1: must be from 0 to 0' "$stmask" attend normal --layer 1 \
    --q q.npy "${kv[@]}" -o x
expect_error ' attend: no.set: cannot be read: No such file or directory' "$stmask" attend @no.set \
    --q q.npy "${kv[@]}" -o x

qkv=(q.npy k.npy v.npy)
all=(--q q.npy --k k.npy --v v.npy)

# expect_refusal SENTENCE Q K V [more]: of attend normal.
expect_refusal() {
    local sentence=$1 q=$2 k=$3 v=$4
    shift 4
    expect_error " attend: $sentence" "$stmask" attend normal --q "$q" --k "$k" --v "$v" -o x "$@"
}
expect_error ' attend: --q FILE is missing' "$stmask" attend normal -o x
expect_error ' attend: -o FILE is missing; - is standard output' "$stmask" attend normal "${all[@]}"
expect_refusal '--lse x: is the file of --output too' q.npy k.npy v.npy --lse x
expect_refusal 'no.npy: cannot be read: No such file or directory' no.npy k.npy v.npy
expect_refusal "double.npy: cells of type '<f8': must be float32, float16 or bfloat16" double.npy \
    k.npy v.npy
expect_refusal 'q2.npy is of float16 and k.npy of float32: must be of the same type' q2.npy k.npy \
    v2.npy
expect_refusal 'q4.npy is of float32 and vv.npy of bfloat16: must be of the same type' q4.npy \
    k4.npy vv.npy
expect_refusal 'cut.npy: has fewer bytes than its shape says' q.npy cut.npy v.npy
expect_refusal 'line.npy: has 1 dimensions: must have 2 or 3, [heads,] size, head_dim' \
    q.npy line.npy v.npy
expect_refusal 'none.npy: is empty' q.npy k.npy none.npy
expect_refusal 'k.npy and q.npy: must have the same shape but for the last side' q.npy k.npy q.npy
expect_refusal 'head_dim 8 of the queries and 16 of the keys: must be the same' narrow.npy k.npy \
    v.npy
expect_refusal 'value_dim 7: must be from 8 to 576' q.npy k.npy vsmall.npy
expect_refusal 'sinks2.npy is of float16: must be of float32' "${qkv[@]}" --sinks sinks2.npy
expect_refusal 'sinks.npy: must have one dimension and one sink for each of 1 heads' k.npy k.npy \
    v.npy --sinks sinks.npy
expect_refusal 'k.npy: must have one dimension and one sink for each of 2 heads' "${qkv[@]}" \
    --sinks k.npy
expect_refusal 'no.npy: cannot be read: No such file or directory' "${qkv[@]}" --sinks no.npy
expect_refusal 'kv_heads 2: must divide heads, 3' three.npy q.npy q.npy
expect_refusal '--scale nan: must be a number above 0' q.npy k.npy v.npy --scale nan
expect_error ' attend: no/x: cannot be written: No such file or directory' "$stmask" attend normal \
    "${all[@]}" -o no/x
expect_status 2 "$stmask" attend frobnicate "${all[@]}" -o x
grep -q "^stmask attend: pattern 'frobnicate': is not known" err || fail 'a pattern that is not'
[ ! -e x ] || fail 'a file after a failure'

expect_status 0 "$stmask" bench $spec --size 300 --heads 2 --head_dim 32 --runs 2 --backward
expect_equal "$(sed '1d; s/ .*//' out | tr '\n' ' ')" 'mask normal the memory ' \
    'lines of bench'
expect_status 0 "$stmask" bench normal --size 100 --runs 1 --no_dense --threads 1 --json
expect_equal "$(python3 -c 'import json; print(json.load(open("out"))["operations"])')" 1292800 \
    'operations of bench'
expect_status 0 "$stmask" bench @heads.set --layer 1 --size 100 --runs 1 --threads 1 --json
points=0
for mask in 'dense - @heads.set:band' fixed:window_size=8; do
    points=$((points + $("$stmask" stats "$mask" --size 100 --json --no_blocks |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["nonzeros"])')))
done
expect_equal "$(python3 -c 'import json; print(json.load(open("out"))["operations"])')" \
    $((4 * 64 * points)) 'operations of bench of a set'
expect_error ' bench: --heads: a set has its own heads' "$stmask" bench @heads.set --heads 2
expect_error ' bench: @heads.set: has 2 layers; --layer says which' "$stmask" bench @heads.set
expect_status 0 "$stmask" bench normal --size 100 --runs 1 --no_dense --threads 1 --head_dim 192 \
    --value_dim 128 --backward --json
expect_equal "$(python3 -c 'import json; print(json.load(open("out"))["operations"])')" \
    $((2 * (192 + 128) * 5050)) 'operations of bench of other values'
expect_error ' bench: --value_dim 577: must be from 8 to 576' "$stmask" bench normal --value_dim 577
expect_error ' bench: --head_dim 4: must be from 8 to 576' "$stmask" bench normal --head_dim 4
finish
