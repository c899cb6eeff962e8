#!/usr/bin/env bash
# Attention built by gcc and by clang, in turn: their medians may differ by 5%.
#
#   bash bench/compilers.sh [ROUNDS]
#
# Exits with 1 where they differ by more. scripts/check_spills.sh looks for the usual cause.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-9}
for compiler in gcc clang; do
    cmake --preset "$compiler" >/dev/null
    cmake --build "build/$compiler" --parallel "$(nproc)" >/dev/null
done

share() { # compiler, spec, size
    "build/$1/bin/stmask" bench "$2" --size "$3" --threads 1 --no_dense --runs 9 --json |
        sed 's/.*"share": \([0-9.e+-]*\).*/\1/'
}

median() {
    printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"
}

differ=0
while read -r spec size; do
    gcc=() clang=()
    for ((round = 0; round < rounds; round++)); do
        gcc+=("$(share gcc "$spec" "$size")")
        clang+=("$(share clang "$spec" "$size")")
    done
    awk -v spec="$spec" -v size="$size" -v g="$(median "${gcc[@]}")" -v c="$(median "${clang[@]}")" \
        'BEGIN {
            printf "%-40s N = %-6d gcc %.1f%%, clang %.1f%% of the peak: %.3f\n", spec, size,
                100 * g, 100 * c, g / c
            exit g / c < 0.95 || g / c > 1.05
        }' || differ=1
done <<'CASES'
normal 4096
strided:window_size=128,stride=128 16384
sliding_window:window_size=128 16384
CASES
exit $differ
