#!/usr/bin/env bash
# stmask shard: causal attention dealt to ranks, sets, pictures, what is refused.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

json() {
    python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"
}

# Two ranks of four queries each: the first sees its own keys only.
expect_status 0 "$stmask" shard causal --size 8 --ranks 2 --strategy contiguous --json
expect_equal "$(json out 'j["tile"], j["tiles"], j["points"], j["most_points"], j["fetched"]')" \
    '(1, 8, 36, 26, 4)' 'contiguous'
expect_equal "$(json out 'j["per_rank"]')" "[{'rank': 0, 'tiles': 4, 'queries': 4, 'points': 10, \
'keys': 4, 'fetched': 0}, {'rank': 1, 'tiles': 4, 'queries': 4, 'points': 26, 'keys': 8, 'fetched': 4}]" \
    'ranks'
expect_status 0 "$stmask" shard causal --size 8 --ranks 2 --json
expect_equal "$(json out '[(s["strategy"], s["most_points"], s["fetched"]) for s in j]')" \
    "[('contiguous', 26, 4), ('zigzag', 18, 6), ('striped', 20, 7), ('balanced', 18, 6)]" 'all four'

# A million tokens, 1024 ranks: within 1 %.
for spec in causal local:window_size=4096 \
    'document:lengths=300000/1000/200000/47/500000/47529 & causal' streaming:start=4,recent=1024; do
    expect_status 0 "$stmask" shard "$spec" --size 1Mi --ranks 1024 --strategy balanced --json
    expect_equal "$(json out 'j["balance"] <= 1.01')" True "balanced $spec"
    expect_equal "$(json out 'sum(r["points"] for r in j["per_rank"]) == j["points"]')" True "$spec"
done

# A set counts each head.
printf 'layer 0-3 = local:window_size=64\nlayer 4 = causal\n' >two.set
expect_status 0 "$stmask" shard @two.set --size 512 --ranks 8 --tile 16 --strategy zigzag -o two.png
grep -q "^32 tiles of 16 queries, 8 ranks, $((4 * (64 * 65 / 2 + 448 * 64) + 512 * 513 / 2)) points" out ||
    fail "a set: $(head -n 1 out)"
expect_equal "$(sed -n '/^ *rank/,$p' out | wc -l)" 9 'a line for each rank'
expect_file two.png
expect_status 0 "$stmask" shard causal --size 4096 --ranks 100 --strategy striped
grep -q '^and 36 more, which --json has$' out || fail 'many ranks'

expect_error ' shard: --ranks R is missing; see stmask shard --help' "$stmask" shard causal
expect_error ' shard: ranks 9: must be at most 8, the tiles of 1 that 8 queries make' "$stmask" shard \
    causal --size 8 --ranks 9 -o none.png
[ ! -e none.png ] || fail 'a picture of nothing'
expect_error " shard: -o none.txt: must end in .png, .svg or .pdf" "$stmask" shard causal --ranks 2 -o none.txt
finish
