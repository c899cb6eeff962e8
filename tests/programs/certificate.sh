#!/usr/bin/env bash
# stmask plan --certificate and stmask verify: what holds, and every field tampered with.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash" "$1"
stmask=$BIN/stmask

# make SPEC ORDER BUFFER [OPTION...]: the file certificate.
make() {
    local spec=$1 order=$2 buffer=$3
    shift 3
    rm -f certificate
    expect_status 0 "$stmask" plan "$spec" --order "$order" --buffer "$buffer" "$@" --certificate certificate
    expect_file certificate
    expect_status 0 "$stmask" verify certificate
}

# refused SED: the certificate so changed is refused with status 1 and one sentence.
refused() {
    sed "$1" certificate >changed
    cmp -s changed certificate && fail "changed nothing: $1"
    expect_status 1 "$stmask" verify changed
    [ ! -s out ] || fail "wrote to stdout: $1"
    expect_equal "$(wc -l <err)" 1 "one sentence: $1"
    grep -q '^stmask verify: changed:[0-9]*: ' err || fail "said '$(cat err)' of $1"
}

# Every argument, and orders by rows, by columns and by neither.
make 'strided:window_size=4,stride=4' residue:modulus=4 12 --size 24 --num_multiplications 6 --read_limit 9
grep -q '^argument compulsory 24 24$' certificate || fail 'compulsory'
grep -q '^holds: ' out || fail "said '$(cat out)'"
make normal column_panel:columns=6 8 --size 24 --num_multiplications 6
grep -q '^argument matching 24$' certificate || fail 'matching'
make strided row_first 80
make strided hilbert 32 --size 512 --read_limit 32
grep -q '^argument phases ' certificate || fail 'phases'
make bigbird hilbert 10 --size 128 --read_limit 10
grep -q '^argument pairs$' certificate || fail 'pairs'
make normal tile 30 --size 60 --queries 40:20 --keys 0:30
make 'normal & sliding_window:window_size=9' zigzag 40 --size 40 --read_limit 9x30
make 'random:per_row=3,seed=5' morton 20 --size 30 --read_limit 20

# Every field, by a little.
for make in "normal column_panel:columns=6 8 --size 24 --num_multiplications 6" \
    "strided hilbert 32 --size 512 --read_limit 32" \
    "strided:window_size=4,stride=4 residue:modulus=4 12 --size 24 --num_multiplications 6 --read_limit 9"; do
    # shellcheck disable=SC2086
    make $make
    refused 's/^mask [a-z]*/mask sliding_window/'
    refused 's/^mask .*/mask spiral/'
    refused 's/^size .*/size 23/'
    refused 's/^size .*/size 5000000000000/'
    refused 's/^queries 0 \(.*\)/queries 1 \1/'
    refused 's/^keys 0 .*/keys 0 5/'
    refused 's/^multiplications .*/multiplications 5/'
    refused 's/^limits .*/limits 6 0 0/'
    refused 's/^limits .*/limits 0 1 0/'
    refused 's/^limits .*/limits 0 0 1/'
    refused 's/^buffer .*/buffer 3/'
    refused 's/^buffer \([0-9]*\)/buffer 1\1/'
    for field in points steps lru opt bound; do
        value=$(sed -n "s/^$field //p" certificate)
        refused "s/^$field .*/$field $((value + 1))/"
        refused "s/^$field .*/$field $((value - 1))/"
        refused "s/^$field .*/$field -$value/"
        refused "s/^$field .*/$field $value 1/"
        refused "/^$field /d"
    done
    argument=$(sed -n 's/^argument //p' certificate)
    read -r -a parts <<<"$argument"
    for ((k = 1; k < ${#parts[@]}; k++)); do
        for by in -1 1; do
            changed=("${parts[@]}")
            changed[k]=$((parts[k] + by))
            refused "s/^argument .*/argument ${changed[*]}/"
        done
    done
    for name in compulsory pairs matching phases none; do
        [ "$name" = "${parts[0]}" ] || refused "s/^argument .*/argument $name/"
    done
    refused 's/^argument .*/argument pairs/'
    refused 's/^step 2:/step 3:/'
    refused '/^step 2:/d'
    refused '/^step 2:/{h;p;x}'
    refused 's/^\(step 2: [rc]\) \([0-9]*\)/\1 9\2/'
    refused 's/^\(step 2: [rc] [0-9]*\) \([0-9]*\)/\1 9\2/'
    refused 's/^\(step 2: [rc] [0-9]* [0-9]*\) \([0-9]*\)/\1 9\2/'
    refused 's/^\(step 2: .*\) [-0-9]*$/\1 x/'
    refused 's/^step 2: .*/step 2:/'
    refused 's/^step 2: r/step 2: q/;s/^step 2: c/step 2: q/'
    refused 's/^\(step 2: .*\)$/\1,/'
    refused '/^end$/d'
    refused 's/^end$/end \n/'
    echo more | cat certificate - >changed
    expect_status 1 "$stmask" verify changed
    for lines in 1 3 10 20; do
        head -n $lines certificate >changed
        expect_status 1 "$stmask" verify changed
    done
done
make normal column_panel:columns=6 8 --size 24 --num_multiplications 6
refused 's/^match 3 .*/match 3 9/'
refused 's/^match 3 .*/match 3 2/'
refused '/^match 3 /d'
refused 's/^match 3 .*/match 99 3/'

# What is no certificate cannot be read.
expect_error ' verify: absent: cannot be read' "$stmask" verify absent
echo 'stmask certificate 2' >changed
expect_error ' verify: changed: is no certificate, which begins with the line stmask certificate 1' "$stmask" verify changed
head -c 3000 /dev/zero >changed
expect_error ' verify: changed: is no certificate, which begins with the line stmask certificate 1' "$stmask" verify changed
expect_error ' plan: --certificate: needs --buffer B, whose loads it proves' "$stmask" plan normal --certificate certificate
rm -f certificate
expect_error ' plan: buffer 20: must hold the largest step, 66 vectors' "$stmask" plan normal --buffer 20 --certificate certificate
expect_nothing certificate
finish
