#!/usr/bin/env bash
# Time and memory of whole processes on the largest masks: bench/limits.sh [BIN [RUNS]]
# A line for each command and pattern: median, best and worst seconds of RUNS runs (5), and the most
# memory of one in MB. A command that takes longer than 60 s is told so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin=${1:-build/release/bin}
runs=${2:-5}
measured=$(mktemp)
trap 'rm -f "$measured"' EXIT

measure() { # words of the table, then the command
    local name=$1 run
    shift
    : >"$measured"
    for ((run = 0; run < runs; run++)); do
        if ! /usr/bin/time -q -a -o "$measured" -f '%e %M' timeout 60 "$@" >/dev/null 2>&1; then
            printf '%-44s longer than 60 s\n' "$name"
            return
        fi
    done
    sort -n "$measured" | awk -v name="$name" '
        { seconds[NR] = $1; if ($2 > memory) memory = $2 }
        END { printf "%-44s %8.2f %8.2f %8.2f %8.0f\n", name, seconds[int((NR + 1) / 2)],
              seconds[1], seconds[NR], memory / 1024 }'
}

printf '%-44s %8s %8s %8s %8s\n' "command" "median" "best" "worst" "MB"
stmask=$bin/stmask
for pattern in normal strided fixed sliding_window dilated_sliding_window; do
    measure "stats $pattern, 2^31" "$stmask" stats "$pattern" --size 2147483648
    measure "plan $pattern, 2^31" "$stmask" plan "$pattern" --size 2147483648
    measure "plan $pattern, P 4093, R 4096, 2^31" "$stmask" plan "$pattern" --size 2147483648 \
        --num_multiplications 4093 --read_limit 4096
    measure "plan $pattern --json, 2^31" "$stmask" plan "$pattern" --size 2147483648 --json
    measure "plan $pattern, tiles of 8x8, 2^20" "$stmask" plan "$pattern" --size 1048576 \
        --order tile:rows=8,columns=8
    measure "plan $pattern --buffer 128, 2^20" "$stmask" plan "$pattern" --size 1048576 --buffer 128
    measure "reach $pattern, four layers, 2^20" "$stmask" reach "$pattern" --size 1048576 --layers 4
done
