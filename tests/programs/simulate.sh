#!/usr/bin/env bash
# stmask simulate: machines by name and by file, JSON, reports, traces, pictures, what is refused.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

json() {
    python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"
}

# A known answer, in JSON.
expect_status 0 "$stmask" simulate strided --size 1024 --machine pe_row --json
expect_equal "$(json out 'j["total_cycles"], j["load_cycles"], j["compute_cycles"], j["stall_cycles"]')" \
    '(1544192, 520192, 1024000, 520192)' 'cycles'
expect_equal "$(json out 'len(j["pe_utilisation"]), round(j["pe_utilisation"][0], 9), round(j["utilisation_overall"], 9)')" \
    '(16, 0.262599469, 0.498839523)' 'utilisation'
expect_equal "$(json out 'j["macs"] == j["nonzeros"] * 256, j["dram_words"] == (j["nonzeros"] + 1024) * 256')" \
    '(True, True)' 'MACs and words'
expect_equal "$(json out 'j["mapping_efficiency"]')" None 'no array'
expect_equal "$(json out 'sorted(j["energy"]), j["energy_unit"]')" \
    "(['buffers', 'dram', 'macs', 'network', 'registers', 'total'], 'pJ')" 'energy'

# A product of 43 x 106 x 17 on an array, as SCALE-Sim counts it.
expect_status 0 "$stmask" simulate dense --size 106 --queries 0:43 --keys 0:106 --machine systolic_32x32_os \
    --set ArrayHeight=16 ArrayWidth=16 head_dim=17 --json
expect_equal "$(json out 'j["total_cycles"], round(100 * j["utilisation_overall"], 9), round(100 * j["mapping_efficiency"], 9)')" \
    '(986, 30.697737069, 84.78422619)' 'os'
expect_equal "$(cat err)" 'loads take no time: the machine gives no bandwidth' 'a note'

# Heads that share keys, values, a batch.
expect_status 0 "$stmask" simulate causal --size 64 --machine npu --heads 8 --kv_heads 2 --batch 3 --with_values --json
expect_equal "$(json out 'j["macs"]')" $((64 * 65 * 64 * 8 * 3)) 'MACs of all heads'

# A file, reports, a trace.
cat >mine.ini <<'INI'
[general]
run_name = mine
[stmask]
partition = step
order = tile:rows=8,columns=8
read_limit = 16
buffer = lru
buffer_vectors = 32
pes = 64
head_dim = 32
dram_words_per_cycle = 8
overlap = double_buffered
energy_preset = ./costs.ini
INI
printf '[energy]\nmac = 0.5\ndram = 100\nsource = a table of my own\n' >costs.ini
expect_status 0 "$stmask" simulate fixed --size 256 --machine mine.ini --reports reports --trace trace.csv
grep -q 'source: a table of my own' out || fail 'the source of energies'
expect_equal "$(head -n 1 trace.csv)" 'stage,count,start,load_cycles,compute_cycles,words' 'a trace'
expect_equal "$(head -n 1 reports/COMPUTE_REPORT.csv)" 'LayerID, Total Cycles (incl. prefetch), Total Cycles, Stall Cycles, Overall Util %, Mapping Efficiency %, Compute Util %,' 'columns'
for report in COMPUTE BANDWIDTH DETAILED_ACCESS; do
    expect_equal "$(awk -F, '{ print NF }' "reports/${report}_REPORT.csv" | uniq | wc -l)" 1 "fields of $report"
done
total=$(sed -n 's/^total cycles *//p' out)
expect_equal "$(sed -n '2s/^0, \([0-9]*\),.*/\1/p' reports/COMPUTE_REPORT.csv)" "$total" 'the same total'

# SCALE-Sim's own configuration; keys without meaning here are named.
cat >scale.cfg <<'INI'
[general]
run_name = scale_example
[architecture_presets]
ArrayHeight:    8
ArrayWidth:     8
IfmapSramSzkB:    64
FilterSramSzkB:   64
OfmapSramSzkB:    64
IfmapOffset:    0
Bandwidth : 10
Dataflow : os
[sparsity]
SparsitySupport : false
[run_presets]
InterfaceBandwidth: CALC
INI
expect_status 0 "$stmask" simulate dense --size 64 --machine scale.cfg --json
expect_equal "$(json out 'j["total_cycles"], j["partition"]')" "(4991, 'systolic')" 'SCALE-Sim'
expect_equal "$(head -n 1 err)" '[architecture_presets] IfmapOffset: no meaning here, passed over' 'a warning'

# Pictures.
for what in utilisation cycles roofline bandwidth; do
    for end in png svg pdf; do
        expect_status 0 "$stmask" simulate strided --size 256 --machine pe_row --draw $what -o "$what.$end"
        expect_file "$what.$end"
    done
done

# What they show, from their pixels: the utilisation of each PE, bars as long as their numbers, a point
# at its place under the roof, and words that come in as many cycles as loads last.
expect_status 0 "$stmask" simulate strided --size 256 --machine pe_row --draw bandwidth -o bandwidth.png --trace trace.csv --json
mv out found.json
PYTHONPATH=$SOURCE/tests python3 - <<'PYTHON' || fail 'the pixels of pictures'
import csv, json, math
from pixels import DARKBLUE, FIREBRICK, ORANGE, Picture

found = json.load(open("found.json"))

# The highest point of a series stands below the axis' end; heights go by the numbers.
heights = Picture("utilisation.png").heights(DARKBLUE)
pes = found["pe_utilisation"]
scale = max(h for h in heights if h) / max(pes)
for p in range(len(pes)):
    at = int((p + 0.5) * len(heights) / len(pes))
    assert abs(heights[at] - pes[p] * scale) < 0.02, (p, heights[at], pes[p] * scale)

# Bars of four sizes and three series; the last group is that of this size.
cycles = Picture("cycles.png")
numbers = {DARKBLUE: found["compute_cycles"], ORANGE: found["load_cycles"], FIREBRICK: found["stall_cycles"]}
highest = {c: max(h for h in cycles.heights(c) if h is not None) for c in numbers}
for colour, number in numbers.items():
    assert abs(highest[colour] / highest[DARKBLUE] - number / numbers[DARKBLUE]) < 0.02, (colour, highest)

# Both points have the colours of their series, and the roof rises and then is level.
roof = Picture("roofline.png")
assert roof.count(ORANGE) > 60 and roof.count(FIREBRICK) > 60
line = [h for h in roof.heights(DARKBLUE) if h is not None]
assert line[0] < line[len(line) // 3] <= line[-1] + 0.01 and abs(line[-1] - line[-20]) < 0.01

stages = list(csv.DictReader(open("trace.csv")))
period = lambda s: int(s["load_cycles"]) + int(s["compute_cycles"])
end = max(int(s["start"]) - int(s["load_cycles"]) + int(s["count"]) * period(s) for s in stages)
loading = sum(int(s["count"]) * int(s["load_cycles"]) for s in stages) / end
heights = Picture("bandwidth.png").heights(DARKBLUE)
share = sum(h is not None and h > 0.1 for h in heights) / len(heights)
edges = 6 * sum(int(s["count"]) for s in stages) / len(heights)  # upright lines, 3 pixels wide
assert loading - 0.01 <= share <= loading + edges, (share, loading, edges)
PYTHON

# PEs beyond the rows are said, not refused.
expect_status 0 "$stmask" simulate strided --size 10 --machine pe_row
expect_equal "$(cat err)" '6 of 16 PEs have no work in this mask' 'idle PEs'

# What cannot be.
expect_error ' simulate: --machine MACHINE is missing; see stmask simulate --help' "$stmask" simulate causal
expect_error " simulate: machine 'nqu': is not known; did you mean npu?" "$stmask" simulate causal --machine nqu
expect_error ' simulate: none.ini: cannot be read: No such file or directory' "$stmask" simulate causal \
    --machine none.ini
sed 's/^dram_words_per_cycle.*/dram_words_per_cycle = 0/' mine.ini >zero.ini
expect_error ' simulate: zero.ini line 11: dram_words_per_cycle 0: must be from 1 to 2147483648' "$stmask" simulate \
    causal --machine zero.ini
sed 's/^energy_preset.*/energy_preset = horovitz_45nm/' mine.ini >preset.ini
expect_error " simulate: preset.ini line 13: energy_preset 'horovitz_45nm': is not known; did you mean horowitz_45nm?" \
    "$stmask" simulate causal --machine preset.ini
expect_error ' simulate: buffer_vectors 8: step 0 reads 16 vectors, 8 more than the buffer holds' "$stmask" simulate \
    strided --machine mine.ini --set buffer_vectors=8 -o none.png
[ ! -e none.png ] || fail 'a picture of nothing'
expect_error ' simulate: FilterSramSzkB 1: stage 1 with the one before it needs 2048 bytes of keys and values, 1024 more than there are' \
    "$stmask" simulate strided --machine mine.ini --set FilterSramSzkB=1 head_dim=64
expect_error ' simulate: kv_heads 3: must divide heads 8' "$stmask" simulate causal --machine npu --heads 8 --kv_heads 3 \
    --reports gone
[ ! -e gone ] || fail 'a folder of nothing'
expect_error ' simulate: --draw utilisation: partition columns_split does not say which PE does what' "$stmask" simulate \
    causal --machine vitcod -o none.png
expect_error ' simulate: --draw roofline: needs -o FILE' "$stmask" simulate causal --machine npu --draw roofline
expect_error ' simulate: --draw roofline: loads take no time on this machine, or there are none' "$stmask" simulate causal \
    --machine vitcod -o none.png --draw roofline
expect_status 1 "$stmask" simulate strided --machine pe_row --trace /dev/full
expect_nothing none
finish
