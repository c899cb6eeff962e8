#!/usr/bin/env bash
# The programs under valgrind, at small sizes: scripts/check_valgrind.sh [FOLDER_OF_PROGRAMS]
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=$(cd "${1:-$source_folder/build/gcc/bin}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0

# Fails where memory is misused or definitely lost, and where the status is not the expected one.
run() { # expected status, program, arguments
    local expected=$1 status=0 program=$2
    shift 2
    valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
        --suppressions="$source_folder/scripts/valgrind.supp" \
        "$bin/$program" "$@" >out.txt 2>err.txt || status=$?
    if [[ $status != "$expected" ]]; then
        echo "$program $*: status $status, not $expected" >&2
        head -n 30 err.txt >&2
        failed=1
    else
        echo "$program $*: status $status"
    fi
}

run 0 sparse_transformer_mask --size 96 --window_size 8 --stride 8 --sample_size 24
run 0 sparse_transformer_mask --size 64 --window_size 8 --stride 8 --sample_size 16 --format svg --quiet
run 0 sparse_transformer_mask --size 64 --window_size 8 --stride 8 --sample_size 16 --format pdf --quiet
run 0 sparse_transformer_mask --size 64 --full_png --skip_pattern_print
run 0 sparse_transformer_mask --size 32 --no_graphic --order column_first
run 2 sparse_transformer_mask --size 0
run 2 sparse_transformer_mask --frobnicate
run 0 mask_resource_calculator --mask_size 96 --window_size 8 --stride 8 --read_limit 20
run 0 mask_resource_calculator --mask_size 64 --window_size 8 --stride 8 --zigzag --no_points --quiet
run 2 mask_resource_calculator --read_limit 1
run 0 stmask --help
run 0 stmask list
run 0 stmask stats strided:window_size=8,stride=8 --size 256
run 0 stmask print fixed:window_size=8 --size 64
run 0 stmask print fixed:window_size=8 --size 64 --order column_first
run 0 stmask draw strided:window_size=8,stride=8 --size 64 --output draw.png
run 0 stmask draw sliding_window:window_size=8 --size 64
run 0 stmask plan strided:window_size=8,stride=8 --size 64 --num_multiplications 8
run 0 stmask plan strided:window_size=8,stride=8 --size 64 --points points.txt --analysis analysis.txt
run 0 stmask export dilated_sliding_window:window_size=8 --size 64 --format npy --output mask.npy
run 0 stmask export strided:window_size=8,stride=8 --size 64 --format flex --block 16 --output flex.npz
run 0 stmask export strided:window_size=8,stride=8 --size 64 --format magi --output magi.npz
run 0 stmask import flex.npz --output back.mtx --to mtx
run 0 stmask import back.mtx
run 0 stmask formats
printf '%s\n' 'band = local:window_size=4' 'head 0-1 = band + global:tokens=1' 'layer 1 = log_sparse' >set.txt
run 0 stmask stats @set.txt --size 40
run 0 stmask plan @set.txt --size 40 --buffer 128
run 0 stmask reach @set.txt --size 40
run 1 stmask diff '@set.txt:band & causal' 'bigbird:block=4 - file:path=back.mtx' --size 64 --output diff.png
run 0 stmask explain '(longformer:window_size=3,tokens=2 + random) & causal' --query 20 --key 3 --size 40
run 0 stmask draw 'blocks:of=(vertical_slash:vertical=1,slash=0/9),block=4' neighborhood --size 40 --output two.png

# An array of 40 x 8 numbers, for attention; valgrind knows no AVX-512.
header="{'descr': '<f4', 'fortran_order': False, 'shape': (40, 8), }"
{
    printf '\223NUMPY\001\000v\000%-117s\n' "$header"
    for ((k = 0; k < 320; k++)); do printf '\000\000\200\077'; done
} >q.npy
for cpu in portable avx2; do
    export STM_CPU=$cpu
    run 0 stmask attend strided:window_size=4,stride=5 --q q.npy --k q.npy --v q.npy --output out.npy --threads 2
    run 0 stmask attend 'global:tokens=3 + local:window_size=5' --q q.npy --k q.npy --v q.npy --output out.npy
    run 0 stmask bench fixed:window_size=8 --size 64 --runs 1 --head_dim 8 --backward
    run 0 stmask bench @set.txt --layer 1 --size 64 --runs 1 --head_dim 8
done
unset STM_CPU
run 0 stmask help plan
run 2 stmask stats strode --size 64
run 2 stmask frobnicate
exit "$failed"
