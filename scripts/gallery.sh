#!/usr/bin/env bash
# Draws the pictures of the READMEs anew, with the programs alone: everything in images/.
#   scripts/gallery.sh [BIN [IMAGES]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# BIN has programs and examples that are built already; without it they are built.
bin=${1:-build/release/bin}
images=${2:-images}
if [[ $# -eq 0 ]]; then
    bash scripts/setup.sh build
    # Where there is no make, ninja does.
    if ! command -v make >/dev/null; then
        export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}
    fi
    cmake --preset release -DSTMASK_EXAMPLES=ON >/dev/null
    cmake --build --preset release --parallel >/dev/null
fi

mkdir -p "$images"
bin=$(realpath "$bin")
images=$(realpath "$images")

# The five masks at their defaults, each alone and all side by side.
"$bin/sparse_transformer_mask" --skip_pattern_print --quiet --output_dir "$images" >/dev/null

# A vector figure of small masks, in which every cell can be seen.
"$bin/stmask" draw fixed:window_size=8 sliding_window:window_size=16 --size 32 \
    -o "$images/small_masks.svg"

# Every cell one pixel.
"$bin/stmask" draw strided fixed --full --size 512 -o "$images/full_512x512.png"

# A million tokens: the share of seen cells in squares of 1024 x 1024.
"$bin/stmask" draw strided:window_size=65536,stride=256 --size 1048576 \
    -o "$images/density_1048576x1048576.png"

# docs/patterns.md: the further patterns, small; a composition; where two masks differ.
"$bin/stmask" draw local:window_size=12 strided_child:stride=8 fixed_child:block=8,summary=2 \
    longformer:window_size=5,tokens=0/20 bigbird:block=4,random=2 log_sparse \
    longnet:segment=32,rate=3 streaming:start=3,recent=10 \
    vertical_slash:vertical=2/20-22,slash=0-3/12/30 prefix:length=16 document:lengths=10/22/14 \
    neighborhood:window=9,dilation=2 neighborhood_2d:height=8,width=8,window=3x3 \
    global:tokens=5/40-42 random:per_row=4 \
    --size 64 --sample_size 64 -o "$images/patterns.png"
"$bin/stmask" draw '(sliding_window:window_size=16 + global:tokens=0-3/32) & causal' --size 64 \
    -o "$images/composition.png"
"$bin/stmask" diff strided:window_size=8,stride=8 strided_child:stride=12 --size 64 \
    -o "$images/difference.png" || [[ $? == 1 ]]

# docs/models.md: the masks of models in use.
chosen=$(mktemp -d)
printf '[[0], [1], [0, 2], [1, 3], [0, 4], [2, 5], [0, 3, 6], [1, 5, 7]]' >"$chosen/blocks.json"
(cd "$chosen" && "$bin/stmask" draw \
    'local:window_size=16' \
    'chunked:chunk_size=24' \
    'at:of=(local:window_size=8),size=48 + at:of=(stair:rate=4),key=48,queries=48,keys=12' \
    'sliding_window:window_size=16' \
    'at:of=(chunked:chunk_size=24),query=10,key=10' \
    'document:lengths=20/30/14 & local:window_size=12' \
    'at:of=(chunked:chunk_size=12),size=30 + at:of=(chunked:chunk_size=12),query=30,key=30' \
    'padding:keys=10-63 & causal' \
    'spans:tokens=8-23/40-55' \
    'vertical_slash:vertical=0-3/20,slash=0-7/16' \
    'kron:outer=(file:path=blocks.json,format=json-lists),inner=(dense),size=8 & causal' \
    'at:of=(local:window_size=8 + blocks:of=(vertical_slash:vertical=0/17),block=4 & causal),size=48 + at:of=(stair:rate=4),query=4,key=48,queries=44,keys=11' \
    'permute:of=(causal),order=3/0/5/1/7/2/4/6,page=8,axis=keys' \
    'neighborhood_nd:shape=4x4x4,window=3,causal=yes/no/no' \
    'swin:shape=8x8,window=4,shift=2' \
    'axial:shape=8x8 + axial:shape=8x8,along=column' \
    'kron:outer=(sliding_window:window_size=2),inner=(dense),size=16' \
    'kron:outer=(dense),inner=(sliding_window:window_size=4),size=16' \
    'radial:frame_size=8' \
    'block_diffusion:block=8' \
    --size 64 --sample_size 64 --title 'Masks of models in use' -o "$images/models.png")
rm -r "$chosen"

# docs/attention.md: masks, and the orders of tokens in which they are dense.
(cd "$images" && "$bin/../examples/example_token_orders")

# docs/bands.md: the bands of masks, each in its colour.
(cd "$images" && "$bin/../examples/example_bands" >/dev/null)

# docs/orders.md: when each point is visited, loads against the buffer, reads over time, orders side
# by side.
draw_order() { # NAME SPEC ORDER
    "$bin/stmask" draw "$2" --size 64 --sample_size 64 --order "$3" -o "$images/order_$1.png"
}
draw_order tile normal tile:rows=8,columns=8
draw_order panel normal panel:rows=16
draw_order hilbert normal hilbert
draw_order residue strided:window_size=8,stride=8 residue:modulus=8
"$bin/stmask" shard 'document:lengths=30000/1000/20000/47/50000/6953 & causal' --size 108000 --ranks 128 \
    -o "$images/shard.png" >/dev/null
npu=(--size 16Ki --machine npu --with_values --heads 64 --kv_heads 8)
"$bin/stmask" simulate strided:window_size=128,stride=128 "${npu[@]}" \
    --set order=residue:modulus=128 pes=512 macs_per_pe=8 -o "$images/machine_roofline.png" --draw roofline >/dev/null
"$bin/stmask" simulate strided:window_size=128,stride=128 --size 16Ki --machine npu --with_values --heads 64 --kv_heads 8 \
    -o "$images/machine_bandwidth.png" --draw bandwidth >/dev/null

# docs/sweeps.md, docs/machines.md: fronts of the grids in examples/grids.
swept=$(mktemp -d)
for grid in windows npu; do
    "$bin/stmask" sweep "examples/grids/$grid.ini" -o "$swept/$grid.db" --quiet >/dev/null
done
"$bin/stmask" pareto "$swept/windows.db" --x peak_step_vectors --y cycles --where 'window = 64' -o "$images/sweep_front.png" >/dev/null
"$bin/stmask" pareto "$swept/npu.db" --x peak_macs --y cycles --where 'machine_dram_words_per_cycle <= 64' \
    -o "$images/machine_front.png" >/dev/null
rm -rf "$swept"
"$bin/stmask" simulate strided:window_size=128,stride=128 "${npu[@]}" -o "$images/machine_cycles.png" --draw cycles >/dev/null
"$bin/stmask" simulate strided --machine pe_row -o "$images/machine_utilisation.png" >/dev/null
"$bin/stmask" plan strided --order residue:modulus=32 --draw_curve "$images/loads_curve.png" \
    --draw_steps "$images/steps.png" >/dev/null
"$bin/stmask" compare strided --orders row_first tile:rows=16,columns=16 hilbert panel:rows=64 \
    residue:modulus=32 residue:modulus=16,near=96 -o "$images/compare.png" >/dev/null

du -bc "$images"/* | awk '$2 == "total" { print "images: " $1 " bytes" }'
