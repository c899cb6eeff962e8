#!/usr/bin/env bash
# Accumulators of the kernels stay in registers: scripts/check_spills.sh BUILD
# gcc 12 spills arrays of them, at a quarter of the speed. No clock is needed to see it: the functions
# that hold the products are many products in a row, and store next to no vectors on the stack.
set -euo pipefail

build=$1
most=8 # of a function: constants and the like, outside of loops
files=(avx512 avx2)
objdump=objdump
product='vfm[a-z]*[0-9]*ps'
spill='vmov[ua]ps +%[yz]mm[0-9]+,(.*\(%rsp|-0x[0-9a-f]+\(%rbp\))'
if readelf -h "$(find "$build" -name neon.c.o -print -quit)" 2>/dev/null | grep -q AArch64; then
    files=(neon)
    [[ $(uname -m) == aarch64 ]] || objdump=aarch64-linux-gnu-objdump
    product='fmla'
    spill='st[rp][[:space:]]+q.*\[sp'
elif [[ $(uname -m) != x86_64 ]]; then
    echo "skipped: looks for the vectors of x86-64 and aarch64, and this is $(uname -m)"
    exit 0
fi

bad=0
for file in "${files[@]}"; do
    object=$(find "$build" -name "$file.c.o" -print -quit)
    [[ -n $object ]] || {
        echo "$build: has no $file.c.o" >&2
        exit 1
    }
    for function in scores_of sums_of add_gradients; do
        code=$("$objdump" -d --no-show-raw-insn "$object" | awk "/<$function(\\.[a-z0-9.]+)?>:/, /^\$/")
        products=$(grep -c "$product" <<<"$code" || true)
        spills=$(grep -cE "$spill" <<<"$code" || true)
        echo "$file $function: $products products, $spills vectors to the stack"
        if ((products < 100 || spills > most)); then
            bad=1
        fi
    done
done
exit $bad
