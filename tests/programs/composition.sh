#!/usr/bin/env bash
# Masks put together, rectangles and sets on every subcommand; diff, reach and explain.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

json() {
    python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"
}

window='(sliding_window:window_size=256 + global:tokens=0-3) & causal'
expect_status 0 "$stmask" stats "$window" --size 1048576 --json
expect_equal "$(json out 'j["nonzeros"], j["row_min"], j["row_max"]')" '(139451830, 1, 133)' \
    'a composed mask of a million tokens'
expect_status 0 "$stmask" print 'strided:window_size=3,stride=4' --size 32 --queries 20:3 --keys 8:10
expect_equal "$(tr '\n' '|' <out)" \
    'Mask has 7 non-zero elements|Row 20: 9, 13, 17|Row 21: 10, 14|Row 22: 11, 15|' 'a rectangle'
expect_status 0 "$stmask" stats normal --size 64 --queries 10:4 --keys 0:12 --json
expect_equal "$(json out 'j["nonzeros"], j["cells"]')" '(47, 48)' 'stats of a rectangle'
expect_status 0 "$stmask" plan normal --size 64 --queries 10:4 --keys 0:12 --json
expect_equal "$(json out 'j["points"]')" 47 'plan of a rectangle'
expect_error ' stats: --queries 5: must be FIRST:COUNT, as in 512:128' "$stmask" stats normal \
    --queries 5
expect_error ' stats: --queries 1000:100: must lie within 0:1024' "$stmask" stats normal \
    --queries 1000:100
expect_error ' stats: --keys count 0: must be from 1 to 2147483648' "$stmask" stats normal \
    --keys 3:0
expect_error " stats: spec: the '-' at character 8 needs a space on both sides" "$stmask" stats \
    'normal -fixed'
expect_error " stats: spec: the parenthesis at character 1 is not closed" "$stmask" stats '(normal'
expect_equal "$(sed -n '$p' err)" '  ^' 'the mark below the character'

expect_status 0 "$stmask" diff local:window_size=5 local:window_size=4,convention=excluding_self
expect_equal "$(cat out)" equal 'equal masks'
expect_status 1 "$stmask" diff strided strided_child:stride=16 --json -o differ.png
expect_equal "$(json out 'j')" \
    "{'equal': False, 'differing': 30376, 'first': {'query': 17, 'key': 0}}" 'differing masks'
[ -s differ.png ] || fail 'no picture of the differences'
expect_status 0 "$stmask" diff 'normal + global:tokens=0' 'global:tokens=0 + normal' --size 64
expect_status 1 "$stmask" diff 'normal + global:tokens=0' 'global:tokens=0 + normal' --size 64 --values
expect_equal "$(cat out)" '63 cells differ, the first at (1, 0)' 'differing values'
expect_error ' diff: SPEC SPEC is missing; see stmask diff --help' "$stmask" diff normal
expect_error ' diff: -o x.gif: must end in .png, .svg or .pdf' "$stmask" diff normal fixed -o x.gif

expect_status 0 "$stmask" reach strided --size 512 --layers 3 --json
expect_equal "$(json out 'j')" "{'layers': [{'layer': 1, 'connected_pairs': 19728}, \
{'layer': 2, 'connected_pairs': 131328}, {'layer': 3, 'connected_pairs': 131328}], \
'layers_to_full': 2, 'unreachable': {'query': 0, 'key': 1}}" 'reach'
expect_status 0 "$stmask" reach sliding_window --size 4096 --json
expect_equal "$(json out 'j["layers_to_full"], j["unreachable"], len(j["layers"])')" \
    '(None, None, 4)' 'reach of a window'
expect_error ' reach: --layers 0: must be from 1 to 1024' "$stmask" reach normal --layers 0

expect_status 0 "$stmask" explain "$window" --query 600 --key 3
grep -q '^key 3$' out || fail 'explain'
grep -q 'sliding_window:window_size=256: not seen; the first key of the row is 472' out ||
    fail 'why a part does not see'
grep -q 'global:tokens=0-3,rows=yes,columns=yes: seen, 4 Global' out || fail 'why a part sees'
expect_status 0 "$stmask" explain strided --query 600 --key 50 --json
expect_equal "$(json out '[(r["first"], r["count"], r["step"], r["name"]) for r in j["runs"]], j["seen"]')" \
    "([(24, 18, 32, 'Strided'), (569, 31, 1, 'Local'), (600, 1, 1, 'Diagonal')], False)" \
    'explain --json'
expect_error ' explain: --query I is missing; see stmask explain --help' "$stmask" explain normal
expect_error ' explain: --query 1024: must be from 0 to 1023' "$stmask" explain normal --query 1024

printf '%s\n' 'band = local:window_size=8 # names' 'head 0-2 = band' 'head 3 = normal' \
    'layer 1 = dense' >set.txt
expect_status 0 "$stmask" reach @set.txt --size 100 --json
expect_equal "$(json out '[l["connected_pairs"] for l in j["layers"]], j["layers_to_full"]')" \
    '([5050, 10000], 2)' 'reach of a set'
expect_status 0 "$stmask" plan @set.txt --size 128 --json
expect_equal "$(json out 'j["layers"], j["heads"], j["points"], [m["heads"] for m in j["masks"]]')" \
    '(2, 4, 76780, [3, 1, 4])' 'plan of a set'
expect_status 0 "$stmask" stats normal --size 64 --no_blocks --json
cp out one.json
expect_status 0 "$stmask" stats normal --size 64 --no_blocks --heads 4 --json
for member in nonzeros query_degrees key_degrees; do
    expect_equal "$(json out "j['$member']")" "$(json one.json "j['$member']")" "$member of 4 heads"
done
for member in heads flops_sparse bytes_dense cache_bytes_sparse; do
    expect_equal "$(json out "int(j['$member'])")" "$(json one.json "int(4 * j['$member'])")" \
        "$member of 4 heads"
done
# Grouped heads: FLOPs of all, K and V of the groups, with all their digits.
expect_status 0 "$stmask" stats normal --size 64 --no_blocks --heads 8 --kv_heads 2 --head_dim 16 --dtype bf16 --json
expect_equal "$(json out 'j["kv_heads"], j["flops_layer"], j["cache_bytes"], j["flops_sparse"], j["bytes_dense"], j["cache_bytes_dense"]')" \
    "(2, $((4 * 2080 * 16 * 8)), $((2 * 2 * 16 * 2 * 64)), $((4 * 2080 * 16 * 8)), $((2 * (64 * 8 + 64 * 2) * 16 * 2)), $((2 * 64 * 16 * 2 * 2)))" \
    'grouped heads'
expect_status 0 "$stmask" stats strided --no_blocks --heads 32 --kv_heads 8 --head_dim 128 --dtype bf16
grep -q '^one layer    788791296 FLOPs' out || fail "FLOPs of one layer: $(grep '^one layer' out)"
grep -q '^cache        4194304 bytes (2 \* kv_heads \* head_dim \* bytes \* keys, 8 kv heads)' out ||
    fail "bytes of the cache: $(grep '^cache' out)"
expect_error ' stats: --kv_heads 3: must divide --heads, 8' "$stmask" stats normal --heads 8 --kv_heads 3
expect_error ' stats: --kv_heads: is of one mask, and neither of a set nor a table' "$stmask" stats normal fixed \
    --kv_heads 1
# Lines that give the same mask share it; layers and heads are told apart; rows of a table.
printf '%s\n' 'band = local:window_size=4' 'layer 0-3 head 0-3 = band' 'layer 0-3 head 4-7 = dense' \
    'layer 4-7 = local:window_size=4,convention=including_self' >layers.txt
expect_status 0 "$stmask" plan @layers.txt --size 64 --json
expect_equal "$(json out '[(m["spec"], m["heads"]) for m in j["masks"]]')" "[('band', 48), ('dense', 16)]" \
    'a mask that several lines have'
expect_status 0 "$stmask" draw @layers.txt --size 64 --columns 200
expect_equal "$(sed -n '1p' out)" 'Mask Comparison (64x64)' 'drawn once'
expect_equal "$(sed -n '3p' out | tr -s ' ')" 'Local Dense' 'drawn once'
expect_status 0 "$stmask" stats @layers.txt --size 64
grep -q '^8 layers of 8 heads (head_dim 64, fp32) ' out || fail 'layers of heads'
expect_status 0 "$stmask" stats strided @layers.txt --size 64 --json
expect_equal "$(json out '[(r["layer"], r["heads"], r["nonzeros"]) for r in j[:2] + j[8:]]')" \
    '[(None, 1, 1584), (0, 8, 17384), (7, 8, 2000)]' 'a table of layers'
cp out table.json
expect_status 0 "$stmask" stats strided @layers.txt --size 64 --csv
python3 - out table.json <<'PY' || fail 'the table as CSV'
import csv, json, sys
rows, wanted = list(csv.DictReader(open(sys.argv[1]))), json.load(open(sys.argv[2]))
assert len(rows) == len(wanted) == 9
for row, want in zip(rows, wanted):
    assert list(row) == ["mask", "layer"] + [k for k in want if k not in ("mask", "layer")]
    assert row["mask"] == want["mask"] and float(row["flops_causal"]) == want["flops_causal"]
PY
expect_status 0 "$stmask" stats strided 'causal & local' --size 128k
expect_equal "$(wc -l <out)" 3 'a line for each spec'
for part in 0:64 10:20 40:24 63:1; do # the closed form of causal's cells, against causal
    for keys in 0:64 0:5 20:30 63:1; do
        expect_status 0 "$stmask" stats causal --size 64 --queries $part --keys $keys --table --json
        expect_equal "$(json out 'j[0]["causal_cells"] == j[0]["nonzeros"]')" True "$part $keys"
        expect_status 0 "$stmask" stats causal --size 64 --queries $part --keys $keys --no_blocks --json
        expect_equal "$(json out '[j[k + "_sparse"] == j[k + "_causal"] for k in ("flops", "bytes", "cache_bytes")]')" \
            '[True, True, True]' "costs of $part $keys"
    done
done
expect_status 0 "$stmask" list strided
expect_equal "$(grep -c '^[a-z]' out)" 1 'one pattern'
expect_error " list: pattern 'Strided': is not known; did you mean strided?" "$stmask" list Strided

printf 'head 0-3 = normal\n' >alike.txt
expect_status 0 "$stmask" stats @alike.txt --size 64 --json
expect_equal "$(json out '"blocks" in j, j["heads"], j["nonzeros"]')" '(False, 4, 8320)' \
    'a set of one mask has no blocks'
expect_status 0 "$stmask" stats @set.txt:band --size 128 --json
expect_equal "$(json out 'j["nonzeros"]')" 996 'a name of a set'
expect_error " plan: --points: is of one mask, not of a set; give @FILE:NAME" "$stmask" plan @set.txt \
    --points p.txt
expect_status 0 "$stmask" draw @set.txt --size 64 -o set.png
[ -s set.png ] || fail 'no picture of a set'
expect_status 0 "$stmask" export @set.txt --size 64 --format flash4 --block 16 --layer 0 -o set.npz
expect_status 0 "$stmask" diff normal 'file:path=set.npz,head=3' --size 64
expect_error ' export: @set.txt: has 2 layers; --layer says which' "$stmask" export @set.txt \
    --size 64 --format flash4 -o set2.npz
expect_error ' export: --layer 2: must be from 0 to 1' "$stmask" export @set.txt --size 64 \
    --format flash4 --layer 2 -o set2.npz
expect_error " plan: no.txt: cannot be read: No such file or directory" "$stmask" plan @no.txt
printf 'head 0 = fixt\n' >bad.txt
expect_status 2 "$stmask" plan @bad.txt
grep -q "^stmask plan: bad.txt line 1: pattern 'fixt': is not known" err || fail 'a bad line'
# The line at fault is told once, however deep it lies.
printf 'a = @loop.txt:a\nhead 0 = a\n' >loop.txt
expect_error ' stats: loop.txt line 1: sets name each other more than 64 deep' "$stmask" stats @loop.txt
printf 'a = strided:stride=0\nb = a + normal\nhead 0 = b & dense\n' >deep.txt
expect_error ' stats: deep.txt line 1: stride 0: must be from 1 to 2147483648' "$stmask" stats @deep.txt
expect_error " stats: '@' at character 1: must be @FILE:NAME, a name of the set in the file" \
    "$stmask" stats @

# A file gives its size to the specs beside it.
expect_status 0 "$stmask" export normal --size 48 -o m48.npy
expect_status 0 "$stmask" diff normal file:path=m48.npy
expect_equal "$(cat out)" equal 'the size of a file'
expect_status 1 "$stmask" diff file:path=m48.npy fixed --json
expect_equal "$(json out 'j["differing"]')" 496 'the size of a file'
expect_status 0 "$stmask" draw fixed file:path=m48.npy -o both.png
expect_status 0 "$stmask" reach file:path=m48.npy --layers 1
expect_equal "$(head -n 1 out)" 'layer 1    connects 1176 of 2304 pairs, 51.0417%' 'reach of a file'
finish
