#!/usr/bin/env bash
# Full disks, closed pipes and interrupts: the right status, and never half a file.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"

# A full device where the results go.
for command in 'sparse_transformer_mask --no_graphic' 'stmask stats normal' 'stmask list' \
    'stmask print normal' 'stmask plan fixed' 'stmask --help' 'stmask export fixed -o -' \
    'mask_resource_calculator --mask_size 64'; do
    status=0
    # shellcheck disable=SC2086 # the words of the command
    "$BIN/"$command >/dev/full 2>err || status=$?
    expect_equal "$status" 1 "status on a full device: $command"
    grep -q 'No space left on device' err || fail "message on a full device: $command"
done
expect_status 1 "$BIN/stmask" export normal -o /dev/full
expect_equal "$(cat err)" 'stmask export: /dev/full: No space left on device' 'message'

# A limit on the size of files stands in for a disk that fills up while a file is written.
(
    ulimit -f 64
    cd "$(mktemp -d -p .)" || exit
    echo old >normal.npy
    status=0
    "$BIN/stmask" export normal -o normal.npy 2>err || status=$?
    [ "$status" -eq 1 ] && [ "$(cat normal.npy)" = old ] && [ "$(find . -name '.stmask*' | wc -l)" -eq 0 ]
) || fail 'half an array'
(
    ulimit -f 400
    cd "$(mktemp -d -p .)" || exit
    status=0
    "$BIN/mask_resource_calculator" --masks fixed,normal >out 2>err || status=$?
    # The first mask fits and stays; the second does not, and leaves nothing.
    [ "$status" -eq 1 ] && grep -q 'File too large' err && [ "$(find generated -type f | wc -l)" -eq 2 ] &&
        [ -s generated/fixed_mask_64_read_limit_1000_analysis.txt ]
) || fail 'half a points file'

# Too little memory, from where the program does not start to where it has enough: it says so, or
# prints all.
whole=$("$BIN/stmask" print random:per_row=200000 --size 400000 --sample_size 2 2>/dev/null | cksum)
for ((kib = 20000; kib <= 60000; kib += 2500)); do
    status=0
    (
        ulimit -v "$kib"
        "$BIN/stmask" print random:per_row=200000 --size 400000 --sample_size 2 2>err | cksum >out
        exit "${PIPESTATUS[0]}"
    ) || status=$?
    [[ $status != 0 || $(cat out) == "$whole" ]] || fail "with $kib KiB a part is printed, and status 0"
done

# A reader that goes away.
status=0
{
    "$BIN/stmask" print normal --size 20000 2>err
    echo $? >status
} | head -n 1 >out
expect_equal "$(cat status)" 1 'status of a closed pipe'
expect_equal "$(cat err)" 'stmask print: standard output: Broken pipe' 'message of a closed pipe'

# Standard streams that are not open: no file takes their place.
"$BIN/stmask" export normal --size 64 -o closed.npy 2>&- || fail 'without stderr'
expect_equal "$(stat -c %s closed.npy)" $((128 + 64 * 64)) 'a file without stderr'
status=0
"$BIN/stmask" stats normal >&- 2>err || status=$?
expect_equal "$status" 1 'status without stdout'

# An interrupt in the middle of a large file.
mkdir interrupted
ulimit -f 8000000 # should the interrupt not work
for signal in INT TERM; do
    # Without env, a shell's background jobs ignore SIGINT.
    env --default-signal=INT "$BIN/stmask" plan normal --size 60000 --points interrupted/points.txt >/dev/null 2>err &
    job=$!
    for _ in $(seq 600); do
        [ -n "$(find interrupted -size +1000k)" ] && break
        sleep 0.05
    done
    [ -n "$(find interrupted -size +1000k)" ] || fail 'nothing was being written'
    kill -s "$signal" "$job"
    status=0
    wait "$job" || status=$?
    expect_equal "$status" "$([ "$signal" = INT ] && echo 130 || echo 143)" "status on SIG$signal"
    expect_nothing interrupted
done
finish
