#!/usr/bin/env bash
# stmask plan and compare: orders, loads, bounds, curves and histograms.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

# loads MASK ORDER: none, previous, lru and opt of a buffer of 128, as the JSON has them.
loads() {
    "$stmask" plan "$1" --order "$2" --buffer 128 --json >json || fail "plan $*"
    grep -o '"loads_[a-z]*": [0-9]*' json | grep -o '[0-9]*$' | tr '\n' ' '
}

while read -r mask order wanted; do
    expect_equal "$(loads "$mask" "$order")" "$wanted " "loads of $mask, $order"
done <<'TXT'
normal row_first 533325 521046 513043 445704
normal zigzag 518009 478181 409936 405235
normal tile 189464 67032 66210 53822
normal hilbert 134204 66428 12224 9280
normal panel:rows=120 532005 378607 6368 6256
strided row_first 41113 16928 16886 14729
strided residue 24537 4032 4031 3915
fixed row_first 20740 2048 2048 2048
fixed column_first 23456 17840 17652 15353
TXT

expect_status 0 "$stmask" plan normal --order panel:rows=120 --buffer 128 --head_dim 64 --dtype bf16
grep -q '^lru(128) *1024 *5344 *6368 *136.7 *815104 ' out || fail 'the table of loads'
grep -q '^  4227 vectors, phases: .* + 100 at T = 129, f = 16512$' out || fail 'the bound by phases'
grep -q '^  4658 vectors, the largest, by matching; this order is 34.3% above it$' out ||
    fail 'the best bound, and how far the order is'
grep -q '^--- Analysis Results ---$' out || fail 'the analysis above the table'
expect_status 0 "$stmask" plan normal
grep -q 'lower bounds' out && fail 'a table that was not asked for'

expect_status 0 "$stmask" plan strided --order auto --buffer 128 --json
grep -q '"loads_lru": 3902,' out || fail "what auto finds: $(cat out)"
grep -q '^order auto: chose residue:modulus=16,near=96: 3902 loads, where no order can do with fewer than 2048$' err || fail 'what auto says'
grep -q '^order auto: tried [0-9]* orders on the mask; the best of each kind:$' err || fail 'what auto searched'
expect_status 0 "$stmask" plan sliding_window:window_size=8 --size 128 --order auto --objective opt --trials 30 --seed 3 \
    --buffer 8 --read_limit 8 --json
cp out first
expect_status 0 "$stmask" plan sliding_window:window_size=8 --size 128 --order auto --objective opt --trials 30 --seed 3 \
    --buffer 8 --read_limit 8 --json
cmp -s out first || fail 'the same trials find another order'
grep -q '"order": "fetch:buffer=' out || fail "no weights of fetch were better: $(cat out)"
expect_error ' plan: --trials: are of --order auto' "$stmask" plan normal --trials 3
# A search of a large mask is of a smaller one, and says so; a sample is drawn in the order of the whole.
expect_status 0 "$stmask" draw normal --size 4096 --order auto -o auto.png
grep -q '^order auto: tried [0-9]* orders on a smaller mask of the same pattern, of 1024 tokens' err ||
    fail "what auto searched to draw: $(head -n 1 err)"
grep -q '^order auto: chose .* loads of the smaller mask, where ' err || fail 'whose loads these are'
expect_status 0 "$stmask" plan fixed --order auto --objective none
grep -q '^order auto: chose ' err || fail 'auto without a buffer'

expect_status 0 "$stmask" plan strided --order residue --curve curve.csv --curve_at 100,3000 \
    --histogram histogram.csv
expect_equal "$(head -n 1 curve.csv)" buffer_vectors,lru_loads,opt_loads 'curve'
grep -q '^100,' curve.csv || fail 'a buffer of --curve_at'
grep -q '^128,4031,3915$' curve.csv || fail 'a power of 2'
grep -q '^2048,2048,2048$' curve.csv || fail 'a buffer that holds everything'
expect_equal "$(tail -n +2 curve.csv | sort -n -u -t , -k 1 | cmp - <(tail -n +2 curve.csv) && echo sorted)" \
    sorted 'curve ascends'
expect_equal "$(awk -F , 'NR > 1 { s += $4; v += $1 * $4 } END { print s, v }' histogram.csv)" \
    '753 24537' 'steps and vectors of the histogram'
expect_equal "$(awk -F , 'NR > 1 { s += $7 } END { print s }' histogram.csv)" 752 \
    'steps after the cold start'

expect_status 0 "$stmask" plan normal --order tile:rows=8,columns=8 --read_limit 40 --json
grep -q '"steps": 8200,' out || fail 'steps of tiles'
expect_status 0 "$stmask" plan normal --read_limit 40 --json
grep -q '"steps": 13474,' out || fail 'steps by rows'

expect_status 0 "$stmask" compare normal --orders row_first tile panel:rows=120 --json
expect_equal "$(grep -o '"loads_lru": [0-9]*' out | tr '\n' ' ')" \
    '"loads_lru": 513043 "loads_lru": 66210 "loads_lru": 6368 ' 'compare'
expect_status 0 "$stmask" compare strided --size 16 --buffer 8
grep -q 'step > buffer' out || fail 'a buffer too small for a step'
grep -q '^bound ' out || fail 'the bounds of compare'
# Several masks: each has the rows that it has alone, below its name, and its own bounds.
expect_status 0 "$stmask" compare fixed --orders row_first hilbert
tail -n +3 out | sed 's/  */ /g; s/^/fixed /' >alone
expect_status 0 "$stmask" compare strided fixed --orders row_first hilbert
grep '^fixed' out | sed 's/  */ /g' | cmp - alone || fail 'a mask beside another has other loads'
expect_equal "$(grep -c '^strided  *bound' out)" 1 'bounds of the first mask'
expect_status 0 "$stmask" compare strided fixed --orders row_first hilbert --json
expect_equal "$(grep -o '"mask": "[a-z]*", "order": "[a-z_]*' out | tr -d '\n')" \
    '"mask": "strided", "order": "row_first"mask": "strided", "order": "hilbert"mask": "fixed", "order": "row_first"mask": "fixed", "order": "hilbert' \
    'masks in JSON'
printf 'band = local:window_size=3\nhead 0-1 = band\nhead 2 = causal\n' >heads.txt
expect_status 0 "$stmask" compare @heads.txt normal --size 64 --orders row_first -o masks.png
expect_equal "$(awk 'NR > 2 { print $1, $2 }' out | tr '\n' ' ')" \
    'band row_first band bound causal row_first causal bound normal row_first normal bound ' 'masks of a set'
expect_file masks.png
# Rows and columns apart, and a buffer in bytes.
expect_status 0 "$stmask" plan strided --size 256 --read_limit 4x8 --buffer 4KB --head_dim 64 --dtype bf16 --json
python3 - <<'PY' || fail "limits of rows and of columns: $(cat out)"
import json
j = json.load(open("out"))
assert j["max_case"]["rows"] <= 4 and j["max_case"]["columns"] <= 8, j
assert j["loads_lru"] is not None
PY
expect_status 0 "$stmask" plan strided --size 256 --buffer 64 --head_dim 64 --dtype bf16 --json
lru=$(sed -n 's/.*"loads_lru": \([0-9]*\).*/\1/p' out)
expect_status 0 "$stmask" plan strided --size 256 --buffer 8KB --head_dim 64 --dtype bf16 --json
expect_equal "$(sed -n 's/.*"loads_lru": \([0-9]*\).*/\1/p' out)" "$lru" '8 KB are 64 vectors of 128 bytes'
expect_error ' plan: --buffer 64KB: needs --head_dim, the elements of a vector' "$stmask" plan strided --buffer 64KB
expect_error ' plan: --buffer 100B: holds 0 vectors of 256 bytes: must be at least 2, one row and one column' \
    "$stmask" plan strided --buffer 100B --head_dim 64
expect_error ' plan: --read_limit rows 0: must be from 1 to 2147483648' "$stmask" plan strided --read_limit 0x8
expect_error ' compare: --orders: takes at most 64 orders, those of all masks together' "$stmask" compare \
    normal normal normal normal normal normal --size 64

# Pictures.
for kind in png svg pdf; do
    expect_status 0 "$stmask" plan strided --size 256 --draw_curve curve.$kind --draw_steps steps.$kind
    expect_status 0 "$stmask" compare strided --size 256 --orders row_first residue -o orders.$kind
    expect_status 0 "$stmask" draw strided --order hilbert --sample_size 40 -o visits.$kind
    for name in curve steps orders visits; do
        expect_file $name.$kind
    done
done
expect_error ' plan: --draw_curve x.txt: must end in .png, .svg or .pdf' "$stmask" plan normal \
    --draw_curve x.txt
expect_error ' draw: --order: colours a sample of one mask' "$stmask" draw normal fixed --order tile \
    -o x.png
expect_error ' draw: --order: needs a file, -o FILE.png' "$stmask" draw normal --order tile
expect_error " draw: --order 'x': is not known; there are row_first, zigzag, column_first, \
column_zigzag, tile, panel, column_panel, morton, hilbert, residue, residue_panel, residue_tile, fetch" \
    "$stmask" draw normal --order x -o x.png
expect_nothing x.png

program=$BIN/mask_resource_calculator
expect_status 0 "$program" --order tile:rows=4,columns=6 --mask_size 40 --masks normal --quiet
expect_file generated/normal_mask_64_read_limit_1000_tile-4-6.txt
expect_file generated/normal_mask_64_read_limit_1000_tile-4-6_analysis.txt
expect_status 0 "$program" --order column_first --mask_size 40 --masks normal --quiet
expect_file generated/normal_mask_64_read_limit_1000_column-first.txt
expect_equal "$(sed -n 7p generated/normal_mask_64_read_limit_1000_column-first.txt | cut -c 1-40)" \
    'at time 0: (0, 0), (1, 0), (2, 0), (3, 0' 'by columns'
expect_status 0 "$program" --order zigzag --mask_size 40 --masks normal --quiet
expect_file generated/normal_mask_64_read_limit_1000_zigzag.txt
finish
