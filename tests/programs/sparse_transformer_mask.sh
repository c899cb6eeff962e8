#!/usr/bin/env bash
# sparse_transformer_mask: what it prints and which files it makes.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
program=$BIN/sparse_transformer_mask
names='normal_mask strided_mask fixed_mask sliding_window_mask dilated_sliding_window_mask
mask_comparison'

# expect_pictures FOLDER SUFFIX: those six files and no other.
expect_pictures() {
    for name in $names; do
        expect_file "$1/${name}_$2"
    done
    expect_equal "$(find "$1" -type f | wc -l)" 6 "files in $1"
}

expect_status 0 "$program"
expect_pictures generated 128x128.png
head -n 6 out >table
cat >wanted <<'TXT'
Sparsity of each mask:
Normal Mask Sparsity: 49.9512%
Strided Mask Sparsity: 95.4086%
Fixed Mask Sparsity: 96.8750%
Sliding Window Mask Sparsity: 96.8033%
Dilated Sliding Window Mask Sparsity: 96.8292%
TXT
cmp table wanted || fail 'the sparsity table'
expect_equal "$(sed -n '7p;8p;9p;10p;14p' out | tr '\n' '|')" \
    '|Sparsity Patterns:|Normal Mask|Mask has 8256 non-zero elements|Row 3: 0, 1, 2, 3|' listing
expect_equal "$(grep -c ' Mask$' out)" 5 'title lines'
expect_equal "$(grep -c '^Row ' out)" 640 'rows'
expect_equal "$(grep -c '^saved as generated/' err)" 6 'saved lines'

# The listing is that of the square, as stmask prints it.
expect_status 0 "$program" --size 40 --sample_size=12 --window_size 5 --stride=3 --dilation 3 \
    --order column_first --no_graphic
expect_equal "$(cat err)" '' 'stderr'
for spec in normal strided:window_size=5,stride=3 fixed:window_size=5 sliding_window:window_size=5 \
    dilated_sliding_window:window_size=5,dilation=3; do
    "$BIN/stmask" print "$spec" --size 40 --sample_size 12 --order column_first
done >listings
sed '1,8d' out | grep -v ' Mask$' >printed
cmp printed listings || fail 'the listings by columns'

expect_status 0 "$program" --size 16 --sample_size 100 --skip_pattern_print --quiet --output_dir a
expect_pictures a 16x16.png
expect_equal "$(wc -l <out)" 6 'lines without listings'
expect_equal "$(cat err)" '' 'stderr when quiet'
expect_status 0 "$program" --format svg --skip_pattern_print --output_dir b
expect_pictures b 128x128.svg
expect_status 0 "$program" --format pdf --skip_pattern_print --output_dir c
expect_pictures c 128x128.pdf
expect_status 0 "$program" --full_png --size 200 --skip_pattern_print --output_dir d
expect_pictures d full.png
expect_status 0 "$program" --no_graphic --output_dir e
[ ! -e e ] || fail 'made a folder for no picture'

# 82.03125 prints as C rounds it.
expect_status 0 "$program" --size 16 --window_size 1 --stride 5 --no_graphic --skip_pattern_print
expect_equal "$(sed -n 3p out)" "Strided Mask Sparsity: 82.0312%" 'rounding'

expect_status 0 "$program" --size 1000000 --no_graphic --skip_pattern_print
expect_equal "$(sed -n 2p out)" 'Normal Mask Sparsity: 50.0000%' 'a million tokens'
expect_status 0 "$program" --size 2147483648 --window_size 2147483648 --stride 2147483648 \
    --dilation 2147483648 --no_graphic --sample_size 4
expect_status 0 "$program" --help
grep -q -- '--skip_pattern_print' out || fail 'help'
expect_status 0 "$program" --version
# Several at once, all of which find that the folder is not there.
for _ in 1 2 3 4 5 6; do
    rm -rf shared
    jobs=()
    for _ in 1 2 3 4; do
        "$program" --size 8 --skip_pattern_print --quiet --output_dir shared >/dev/null 2>err_shared &
        jobs+=($!)
    done
    for job in "${jobs[@]}"; do
        wait "$job" || fail "one of several at once: $(cat err_shared)"
    done
    expect_pictures shared 8x8.png
done
finish
