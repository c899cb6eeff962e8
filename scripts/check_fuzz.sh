#!/usr/bin/env bash
# Builds the fuzzers and runs them on their corpus and on what they make of it, all together for a
# number of seconds: scripts/check_fuzz.sh [SECONDS], 60 by default.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-60}
cmake --preset fuzz
cmake --build --preset fuzz --parallel "$(nproc)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fuzzers=(build/fuzz/bin/fuzz_*)
share=$((seconds / ${#fuzzers[@]}))
root=$PWD
cd "$work" # what a fuzzer writes goes there
for fuzzer in "${fuzzers[@]}"; do
    name=$(basename "$fuzzer")
    options=(-seed=1 -max_total_time="$share" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1)
    if [[ -f $root/fuzz/${name#fuzz_}.dict ]]; then
        options+=(-dict="$root/fuzz/${name#fuzz_}.dict")
    fi
    mkdir "$name"
    echo "fuzz: $name, $share s"
    if ! "$root/$fuzzer" "${options[@]}" "$name" "$root/fuzz/corpus/$name" 2>log; then
        tail -n 60 log
        for found in crash-* timeout-* oom-* leak-*; do
            [[ ! -f $found ]] || { echo "$found" && xxd "$found" | head -n 40; }
        done
        exit 1
    fi
    grep -E 'number_of_executed_units|new_units_added' log
done
echo "fuzz: in order"
