#!/usr/bin/env bash
# stmask: every subcommand as its help has it.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

# json FILE EXPRESSION: the value of a Python expression over the parsed file, as j.
json() {
    python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"
}

expect_status 0 "$stmask" --help
for subcommand in list stats print draw plan export import formats; do
    grep -q "^  $subcommand " out || fail "usage without $subcommand"
done
for subcommand in list stats print draw plan export import formats; do
    expect_status 0 "$stmask" help $subcommand
    cp out help
    expect_status 0 "$stmask" $subcommand --help
    cmp out help || fail "help of $subcommand"
    grep -q "^usage: stmask $subcommand" out || fail "usage of $subcommand"
done

expect_status 0 "$stmask" list
grep -q '^dilated_sliding_window$' out || fail 'list'
expect_status 0 "$stmask" list --json
expect_equal "$(json out '[p["name"] for p in j][:2], j[1]["parameters"][1]["default"], j[2]["values"]["3"]')" \
    "(['normal', 'strided'], 32, 'Column')" 'list --json'

expect_status 0 "$stmask" stats strided --json
expect_equal "$(json out '[j[k] for k in ("nonzeros", "cells", "row_min", "row_max", "dense_bytes", "csr_bytes")]')" \
    '[48144, 1048576, 1, 63, 1048576, 248920]' 'stats'
expect_equal "$(json out 'j["sparsity"] == 1 - 48144 / 1048576 and j["row_mean"] == 48144 / 1024')" \
    True 'fractions of stats'
expect_status 0 "$stmask" stats strided
grep -q '95.4086%' out || fail 'stats for people'

for size in 131072 131_072 128Ki; do
    expect_status 0 "$stmask" stats strided:window_size=4_096,stride=4Ki --size $size --no_blocks --json
    expect_equal "$(json out 'j["cells"], j["row_max"]')" '(17179869184, 4127)' "--size $size"
done
expect_status 0 "$stmask" print normal --size 2k --queries 1_999:1 --keys 1k:3
expect_equal "$(tail -n 1 out)" 'Row 1999: 1000, 1001, 1002' 'short numbers in ranges'
for words in '' stats plan draw; do
    # shellcheck disable=SC2086 # none or one
    expect_status 0 "$stmask" $words --help
    grep -q '128k (128000), 4Ki (4096)' out || fail "numbers in the help of $words"
done
expect_status 0 "$stmask" print fixed:window_size=3 --size 6 --order column_first
printf '%s\n' 'Mask has 15 non-zero elements' 'Column 0: 0, 1, 2' 'Column 1: 1, 2' \
    'Column 2: 2, 3, 4, 5' 'Column 3: 3, 4, 5' 'Column 4: 4, 5' 'Column 5: 5' >wanted
cmp out wanted || fail 'print by columns'
expect_status 0 "$stmask" print normal --sample_size 2
expect_equal "$(tr '\n' '|' <out)" 'Mask has 3 non-zero elements|Row 0: 0|Row 1: 0, 1|' 'sample'

expect_status 0 "$stmask" plan strided:window_size=4,stride=4 --size 24 --num_multiplications 8 --json
expect_equal "$(json out '[j["points"], j["steps"], j["max_case"], j["max_row_changes"], j["max_column_changes"], j["max_total_changes"]]')" \
    "[150, 19, {'time': 6, 'rows': 2, 'columns': 8, 'total': 10}, {'time': 1, 'count': 2}, {'time': 14, 'count': 5}, {'time': 6, 'rows': 2, 'columns': 4, 'count': 6}]" \
    'plan --json'
expect_status 0 "$stmask" plan sliding_window --size 20 --order column_zigzag --points p.txt
expect_equal "$(head -n 6 p.txt | tr '\n' '|')" \
    '# Type: sliding_window|# Mask Size: 20|# Number of Multiplications: 64|# Window Size: 32|# Stride: -|# Read Limit: -|' \
    'header of the points'

expect_status 0 "$stmask" export strided:window_size=3,stride=2 --size 9 -o mask.npy
expect_status 0 "$stmask" export strided:window_size=3,stride=2 --size 9 --binary -o -
cp out binary.npy
if python3 -c 'import numpy' 2>/dev/null; then
    expect_equal "$(python3 -c 'import numpy as n
m = n.load("mask.npy"); b = n.load("binary.npy")
print(m.dtype, m.shape, sorted(set(m.flat)) == [0, 1, 2, 3], ((m != 0) == b).all(), m[8].tolist())')" \
        'uint8 (9, 9) True True [0, 3, 0, 3, 0, 3, 2, 2, 1]' 'numpy'
else
    echo 'numpy is not there: its view of the exported array is not tested'
fi
expect_status 0 "$stmask" formats --json
expect_equal "$(json out '[f["name"] for f in j if f["block"] == 64]')" "['scipy-bsr', 'deepspeed']" \
    'formats --json'
expect_status 0 "$stmask" export strided:window_size=3,stride=2 --size 9 --format flex --block 4 -o f.npz
expect_file f.py
expect_status 0 "$stmask" import f.npz -o back.npy --json
cmp mask.npy back.npy || fail 'back from flex'
expect_equal "$(json out '[j["queries"], j["keys"], j["nonzeros"]]')" '[[0, 9], [0, 9], 36]' 'import'
expect_status 0 "$stmask" import mask.npy --masked
grep -q '^nonzeros     45$' out || fail 'import --masked'
printf 'head 0 = normal\nhead 1-2 = sliding_window:window_size=4\n' >heads.txt
expect_status 0 "$stmask" export @heads.txt --size 16 --format flex --block 4 -o heads.npz
expect_status 0 "$stmask" import heads.npz --head 2
grep -q '^nonzeros     74$' out || fail 'export of a set'
expect_status 2 "$stmask" export @heads.txt --size 16 --format pbm -o heads.pbm
expect_status 0 "$stmask" export normal --size 16 --queries 4:2 --keys 2:5 --format runs -o part.jsonl
expect_status 0 "$stmask" import part.jsonl --json
expect_equal "$(json out '[j["queries"], j["keys"], j["nonzeros"]]')" '[[4, 2], [2, 5], 7]' 'a rectangle'
expect_status 0 "$stmask" export fixed:window_size=4 --size 8 --format vertical-slash --widen -o v.npz
grep -q '^widened: ' err || fail 'export --widen'
expect_status 2 "$stmask" export fixed:window_size=4 --size 8 --format vertical-slash -o w.npz
[ ! -e w.npz ] || fail 'a refused export left its file'
expect_status 0 "$stmask" stats strided:window_size=4,stride=16 --size 512 --json
expect_equal "$(json out '[b["block"] for b in j["blocks"]], j["permutation"], j["blocks"][0]["touched"]')" \
    "([16, 32, 64, 128], {'name': 'residues', 'modulus': 16}, 528)" 'blocks of stats'
if python3 -c 'import numpy' 2>/dev/null; then
    python3 "$SOURCE/tests/exchange_readers.py" "$stmask" || fail 'readers of the exchange formats'
else
    echo 'numpy is not there: the arrays of the exchange formats are not read'
fi
expect_equal "$(tail -c 9 mask.npy | od -An -tu1 | tr -s ' ')" ' 0 3 0 3 0 3 2 2 1' 'last row'

expect_status 0 "$stmask" draw strided -o one.png
expect_status 0 "$stmask" draw strided fixed strided:stride=5 -o three.svg
expect_status 0 "$stmask" draw normal --origin 500,400 --sample_size 40 -o part.pdf
expect_status 0 "$stmask" draw fixed --full --size 300 -o full.png
expect_status 0 "$stmask" draw fixed --bare --size 300 -o bare.png
for file in one.png three.svg part.pdf full.png bare.png; do
    expect_file $file
done
expect_equal "$(od -An -tu1 -j16 -N8 bare.png | tr -s ' ')" ' 0 0 1 44 0 0 1 44' 'bare is N x N'
expect_status 0 "$stmask" draw strided --size 64
if [ ! -s out ] || grep -q "$(printf '\033')" out; then
    fail 'a preview that is no terminal has colours'
fi
# Pictures name what they show; the ending may be in capitals, and - is standard output.
title() { # FILE: the title in its text chunk, lines joined by |
    python3 - "$1" <<'PY'
import struct, sys
data, at = open(sys.argv[1], "rb").read(), 8
while at < len(data):
    length, kind = struct.unpack(">I4s", data[at:at + 8])
    body = data[at + 8:at + 8 + length]
    if kind in (b"tEXt", b"iTXt") and body.startswith(b"Title\0"):
        print(body[6:].strip(b"\0").decode().replace("\n", "|"))
    at += 12 + length
PY
}
expect_status 0 "$stmask" draw strided:window_size=8 -o Named.PNG
expect_equal "$(title Named.PNG)" \
    'Strided Pattern Mask (128x128 sample of 1024x1024)|window_size=8, stride=32|sparsity of the whole mask 97.6345%' \
    'title of a sample'
expect_status 0 "$stmask" draw strided:window_size=8 -o -
cmp out Named.PNG || fail 'a picture on standard output'
expect_status 0 "$stmask" draw strided fixed --size 64 -o two.PNG
expect_equal "$(title two.PNG)" 'Mask Comparison (64x64)' 'title of whole masks'
expect_status 0 "$stmask" draw strided fixed -o two.png
expect_equal "$(title two.png)" \
    'Mask Comparison (128x128 samples of 1024x1024)|sparsities of the whole masks' 'title of samples'
# What is larger than 4096 is drawn whole, unless a sample is asked for; an order has cells.
expect_status 0 "$stmask" draw strided --size 1M -o large.png
expect_equal "$(title large.png)" \
    'Strided Pattern Mask (1000000x1000000)|window_size=32, stride=32' 'title of a large mask'
grep -q Cells-Per-Pixel large.png || fail 'a large mask is not drawn by shares'
expect_status 0 "$stmask" draw strided --size 1M --sample_size 5000 --origin 70000,60000 -o large.svg
expect_file large.svg
expect_status 0 "$stmask" draw strided --size 1M --sample_size 64 -o large.png
expect_equal "$(title large.png | head -c 58)" 'Strided Pattern Mask (64x64 sample of 1000000x1000000)|win' \
    'title of a sample of a large mask'
expect_status 0 "$stmask" draw strided --size 1M --order row_first -o order.png
expect_error ' draw: --colours: a picture of densities has its own, from none to all; --sample_size draws cells, up to 4096 a side' \
    "$stmask" draw strided --size 5000 --colours print -o large.png
expect_status 1 "$stmask" diff strided fixed:window_size=8 --size 1M -o large.png
expect_equal "$(title large.png | cut -d: -f 1-4)" \
    'strided:window_size=32,stride=32|and fixed:window_size=8|1000000x1000000: 74237624656 cells differ, the first at (8, 0)' \
    'title of a difference'
expect_status 1 "$stmask" diff strided fixed --values --sample_size 8 -o part.svg
grep -q '<image' part.svg && fail 'a sample of a difference is no picture of cells'
expect_status 0 "$stmask" diff strided strided -o equal.png
expect_equal "$(title equal.png | cut -d'|' -f 3)" '1024x1024: equal' 'title of no difference'
expect_status 0 "$stmask" draw strided --title 'Mine, 모두' -o own.png
expect_equal "$(title own.png)" 'Mine, 모두' 'a title of ones own'
[ ! -s err ] || grep -q 'drawn as boxes' err || fail "said of a title: $(cat err)"
expect_status 0 "$stmask" draw normal --size 8 --title "a $(printf '\364\217\277\275')" -o box.png
expect_equal "$(cat err)" \
    "1 character of the picture's text is in no font that is installed, and drawn as a box" 'a box'
expect_status 0 "$stmask" compare strided --orders tile --read_limit 9 -o chart.png
expect_equal "$(title chart.png)" \
    'Loads of orders|strided:window_size=32,stride=32, size 1024, P = 64, R = 9' 'title of a chart'
expect_status 0 "$stmask" plan 'local & dense' --size 64 --queries 60:4 --draw_steps steps.png
expect_equal "$(title steps.png | cut -d'|' -f 2-)" \
    'local:window_size=128,convention=including_self & dense, size 64, 4 queries x 64 keys of it, P = 64, R = none' \
    'title of steps'
expect_status 0 "$stmask" draw strided fixed --sample_size 64 --columns 40
expect_equal "$(sed -n 1p out)" 'Mask Comparison (64x64 samples of 1024x1024)' 'title of previews'
expect_equal "$(grep -c '^%' out)" 2 'previews below each other'
expect_equal "$(tail -n 1 out)" '. no cell is seen, from : to @ ever more are' 'legend of a preview'
expect_status 0 "$stmask" draw strided fixed --sample_size 64 --columns 70
expect_equal "$(grep -c '^%' out)" 1 'previews side by side'
expect_error ' stats: --block x: must be a side, as in 128, or QxK, as in 256x128' "$stmask" stats causal --size 8 --block x
expect_error ' draw: --columns: is of a preview, which is drawn without -o' "$stmask" draw strided \
    --columns 70 -o one.png

# Colours of values: pixels of a bare picture have no others; those of print differ in luminance.
for colours in default colour-blind print 'white/#000000/royalblue/SkyBlue'; do
    expect_status 0 "$stmask" draw strided:window_size=2,stride=2 --size 16 --bare --colours "$colours" -o c.png
    expect_status 0 "$stmask" draw strided:window_size=2,stride=2 --size 16 --colours "$colours" -o d.svg
done
# In print any two differ by 1.6 times the luminance.
expect_status 0 "$stmask" draw bigbird:block=4 --size 64 --colours print -o print.svg
python3 - print.svg <<'PY' || fail 'the greys of print'
import re, sys
from itertools import combinations
fills = set(re.findall(r'rgb\(([\d.]+)%, ?([\d.]+)%, ?([\d.]+)%\)', open(sys.argv[1]).read()))
greys = {float(r) / 100 for r, g, b in fills if r == g == b}
assert len(greys) == len(fills) >= 4, fills
light = [0.05 + (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4) for s in greys]
assert all(max(p) / min(p) > 1.6 for p in combinations(light, 2)), light
PY
expect_error ' draw: --colours: must be 4 colours or more, for the values 0 to 3 (Strided), and is 3' \
    "$stmask" draw strided --colours white/black/red -o c.svg
expect_error " draw: --colours 'firebrik': is no colour; did you mean firebrick?" "$stmask" draw \
    strided --colours firebrik/white -o c.svg
expect_error " draw: --colours 'Print': is no colour; did you mean print?" "$stmask" draw strided \
    --colours Print -o c.svg
expect_error ' draw: --colours: are of the values in a picture, -o FILE.png' "$stmask" draw strided \
    --colours print

expect_status 0 "$stmask" --help
cp out usage
for words in help 'help help' 'help --help' 'help -h'; do
    # shellcheck disable=SC2086 # the words of the command
    expect_status 0 "$stmask" $words
    cmp out usage || fail "usage by $words"
done
finish
