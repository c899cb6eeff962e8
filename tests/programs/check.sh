#!/usr/bin/env bash
# stmask check: points files that hold, that are at fault, and that are none.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask
mask=strided:window_size=5,stride=3

for order in row_first column_zigzag hilbert residue:modulus=4; do
    "$stmask" plan $mask --size 50 --num_multiplications 9 --read_limit 8 --order $order \
        --points points.txt >planned || fail "plan in $order"
    expect_status 0 "$stmask" check points.txt --mask $mask --size 50 --num_multiplications 9 \
        --read_limit 8
    expect_equal "$(head -n 3 out | tr '\n' '.')" \
        'Covers the mask exactly once: yes.At most 9 points a step: yes.At most 8 rows and columns a step: yes.' \
        "verdict in $order"
    sed '/^New Columns.*/q' planned | sed '$!b' >analysis
    tail -n +4 out | head -n "$(wc -l <analysis)" | cmp -s - analysis || fail "analysis in $order"
done

# A file of the calculator, from a pipe.
"$BIN/mask_resource_calculator" --mask_size 90 --masks fixed --quiet >calculated
expect_status 0 "$stmask" check generated/fixed_mask_64_read_limit_1000.txt --mask fixed --size 90 \
    --num_multiplications 64 --read_limit 1000
tail -n +4 out | cmp -s - generated/fixed_mask_64_read_limit_1000_analysis.txt || fail 'analysis'
"$stmask" check /dev/stdin --mask fixed --size 90 <generated/fixed_mask_64_read_limit_1000.txt |
    head -n 1 >out
expect_equal "$(cat out)" 'Covers the mask exactly once: yes' 'from a pipe'

# expect_fault FIRST_FAULT ARGUMENTS...: status 2, the fault on stderr, the analysis all the same.
expect_fault() {
    local fault=$1
    shift
    expect_status 2 "$stmask" check changed.txt --mask normal --size 4 "$@"
    expect_equal "$(cat err)" "stmask check: changed.txt$fault" "fault with $*"
    expect_equal "$(grep -c '^Total Calculation Points: ' out)" 1 'analyses of a file at fault'
}

"$stmask" plan normal --size 4 --num_multiplications 3 --points points.txt >planned
sed 's/(1, 0), //' points.txt >changed.txt
expect_fault ': point (1, 0): is missing'
sed 's/(1, 0), /&&/' points.txt >changed.txt
expect_fault ':7: point (1, 0): is there twice'
expect_fault ':7: point (1, 0): is there twice' --num_multiplications 3
expect_equal "$(sed -n '3,4p' out)" 'At most 3 points a step: no
  changed.txt:7: time 0 has 4 points: must have at most 3' 'all faults'
sed 's/(1, 0), /(1, 2), /' points.txt >changed.txt
expect_fault ':7: point (1, 2): is not seen by the mask'
expect_status 2 "$stmask" check changed.txt --mask normal --size 4 --read_limit 4 --json
expect_equal "$(tr -d '\n' <out | sed 's/, "first": {"line.*//')" '{"holds": false, "covers": false,'\
' "missing": {"points": 1, "first": {"row": 1, "column": 0}}, "repeated": {"points": 0},'\
' "outside": {"points": 1, "first": {"row": 1, "column": 2, "line": 7, "time": 0}},'\
' "over_num_multiplications": null, "over_read_limit": {"limit": 4, "steps": 1' JSON
if command -v python3 >/dev/null; then
    python3 -c 'import json; json.load(open("out"))' || fail 'no JSON'
fi

# expect_refusal SENTENCE: status 2, that sentence, nothing else.
expect_refusal() {
    expect_error " check: changed.txt$1" "$stmask" check changed.txt --mask normal --size 4
}
sed 's/(1, 0), /(4, 0), /' points.txt >changed.txt
expect_refusal ':7: query 4: must be from 0 to 3'
sed 's/^at time 2/at time 3/' points.txt >changed.txt
expect_refusal ':9: time 3: must be 2, the one after the step before'
head -c 200 points.txt >changed.txt
expect_refusal ":9: the end of the file at character 27: must be the bracket that opens a point"
cp "$stmask" changed.txt
expect_status 2 "$stmask" check changed.txt --mask normal --size 4
grep -q '^stmask check: changed.txt:1: ' err || fail "of a program: $(cat err)"
rm changed.txt
expect_refusal ': cannot be read: No such file or directory'
expect_error ' check: --mask SPEC is missing; see stmask check --help' "$stmask" check points.txt
expect_error ' check: FILE is missing; see stmask check --help' "$stmask" check --mask normal
expect_error ' check: --read_limit 1: must be at least 2, one row and one column' "$stmask" check \
    points.txt --mask normal --read_limit 1

# An interrupt while it waits for a file.
mkfifo pipe
sleep 60 >pipe &
writer=$!
env --default-signal=INT "$stmask" check pipe --mask normal >out 2>err &
job=$!
sleep 0.3
kill -s INT "$job"
status=0
wait "$job" || status=$?
kill "$writer"
expect_equal "$status" 130 'status on SIGINT'
finish
