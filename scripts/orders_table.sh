#!/usr/bin/env bash
# The table of docs/orders.md: for five masks of 1024 tokens and four buffers, the best bound, the fewest
# loads that auto finds, and how far apart they are. Each order is written as a certificate and verified.
#
#     bash scripts/orders_table.sh BIN_FOLDER [TRIALS] >table.md
set -euo pipefail
stmask=$1/stmask
trials=${2:-150}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo '| mask | B | bound | by | fewest loads (opt) | above the bound | order |'
echo '|---|---|---|---|---|---|---|'
for mask in normal strided fixed sliding_window dilated_sliding_window; do
    # Weights of fetch do not help a dense mask, and take long on one.
    case $mask in normal) tried=0 ;; *) tried=$trials ;; esac
    for buffer in 32 64 128 256; do
        "$stmask" plan "$mask" --size 1024 --num_multiplications 64 --read_limit "$buffer" --buffer "$buffer" \
            --order auto --objective opt --trials "$tried" --json --certificate "$work/c" \
            >"$work/plan" 2>"$work/said"
        "$stmask" verify "$work/c" >/dev/null
        python3 - "$mask" "$buffer" "$work/plan" <<'PY'
import json
import sys

mask, buffer, path = sys.argv[1:]
plan = json.load(open(path))
loads, bound = plan["loads_opt"], plan["bound_any_order"]
print(f"| {mask} | {buffer} | {bound:,} | {plan['bound_by']} | {loads:,} | "
      f"{100 * (loads - bound) / bound:.1f}% | `{plan['order']}` |")
PY
    done
done
