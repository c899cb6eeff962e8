#!/usr/bin/env bash
# mask_resource_calculator: which files it makes, and what it says of them.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
program=$BIN/mask_resource_calculator
masks='normal strided fixed sliding_window dilated_sliding_window'

expect_status 0 "$program"
for mask in $masks; do
    expect_file "generated/${mask}_mask_64_read_limit_1000.txt"
    expect_file "generated/${mask}_mask_64_read_limit_1000_analysis.txt"
    # What it said before writing is what it wrote.
    bytes=$(stat -c %s "generated/${mask}_mask_64_read_limit_1000.txt")
    grep -q "^generated/${mask}_mask_64_read_limit_1000.txt: $bytes bytes" err || fail "size of $mask"
done
expect_equal "$(find generated -type f | wc -l)" 10 files
for mask in $masks; do
    expect_status 0 "$BIN/stmask" plan "$mask" --read_limit 1000 --json
    grep -q "\"steps\": $(grep -c '^at time' "generated/${mask}_mask_64_read_limit_1000.txt")," out ||
        fail "steps of $mask"
done

expect_status 0 "$program" --mask_size 50 --num_multiplications=7 --read_limit 11 --zigzag \
    --masks fixed,normal --no_points --output_dir x
expect_equal "$(find x -type f | sort | tr '\n' ' ')" \
    'x/fixed_mask_7_read_limit_11_zigzag_analysis.txt x/normal_mask_7_read_limit_11_zigzag_analysis.txt ' files
expect_equal "$(grep -n ' Mask$' out | head -n 1)" '1:Fixed Mask' 'masks in the order given'
sed -n '2,/^New Columns: .*$/p' out | head -n 12 >first
cmp -n "$(wc -c <first)" first x/fixed_mask_7_read_limit_11_zigzag_analysis.txt || fail 'analysis on stdout'
expect_status 0 "$program" --mask_size 50 --quiet --masks strided --output_dir y/
expect_equal "$(cat err)" '' 'stderr when quiet'
grep -q '^Input File: y/strided_mask_64_read_limit_1000.txt$' out || fail 'Input File'

expect_status 2 "$program" --mask_size 2147483648 --output_dir z
grep -q -- '; --no_points writes the analyses alone$' err || fail "no advice: $(cat err)"
expect_nothing z
[ ! -e z ] || fail 'left the folder it made'
finish
