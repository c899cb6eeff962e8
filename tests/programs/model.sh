#!/usr/bin/env bash
# stmask model: golden numbers through JSON, sets that the other subcommands read, what is refused.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask
models=$SOURCE/tests/data/models

json() {
    python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"
}

# Every row of the golden table.
for config in "$models"/*.json; do
    name=$(basename "$config" .json)
    for tokens in 3000 20000; do
        expect_status 0 "$stmask" model "$config" --tokens $tokens --json
        python3 - "$SOURCE/tests/data/models.tsv" "$name" $tokens out <<'TXT' || fail "$name $tokens"
import csv, json, sys
table, name, tokens, out = sys.argv[1:]
j = json.load(open(out))
rows = [r for r in csv.DictReader(open(table), delimiter="\t") if (r["model"], r["tokens"]) == (name, tokens)]
assert len(rows) >= 2, rows
for r in rows:
    layers = [l for l in j["layers"] if r["kind"] in ("all", l["type"])]
    assert len(layers) == int(r["layers"]), r
    if r["kind"] == "all":
        assert j["nonzeros"] == int(r["nonzeros_a_layer"]) == sum(l["nonzeros"] for l in layers), r
        assert j["cache_elements"] == int(r["cache_elements_a_layer"]), r
        assert j["cache_bytes"] == 2 * j["cache_elements"], r
    for l in layers if r["kind"] != "all" else []:
        assert l["nonzeros"] == int(r["nonzeros_a_layer"]), (r, l)
        assert l["cache_elements"] == int(r["cache_elements_a_layer"]), (r, l)
        assert l["flops_prefill"] == 2 * l["nonzeros"] * l["heads"] * (l["head_dim"] + l["value_dim"])
    for key in ("nonzeros", "flops_prefill", "flops_token", "bytes_token"):
        assert j[key] == sum(l[key] for l in j["layers"]) <= j["full_" + key], key
    assert not j["notes"], j["notes"]
TXT
    done
    # The set has the same masks: those of layers that are not counted have as many nonzeros.
    expect_status 0 "$stmask" model "$config" --tokens 300 --json -o model.set
    mv out told
    size=$(json told 'j["size"]')
    grep -q -- "--size $size$" model.set || fail "$name: the size in the set"
    expect_status 0 "$stmask" stats @model.set --size "$size" --table --json
    python3 - told out <<'TXT' || fail "$name: the set"
import json, sys
told, rows = (json.load(open(name)) for name in sys.argv[1:])
assert len(rows) == len(told["layers"])
for layer, row in zip(told["layers"], rows):
    if layer["counted"]:
        assert row["nonzeros"] >= layer["nonzeros"]
    else:
        assert row["nonzeros"] == layer["nonzeros"], (layer, row)
TXT
done

# A million tokens, exactly, and the tokens of the configuration without --tokens.
expect_status 0 "$stmask" model "$models/gpt_oss.json" --tokens 1Mi --json
expect_equal "$(json out 'j["layers"][1]["nonzeros"]')" $((1048576 * 1048577 / 2)) 'a million tokens'
expect_equal "$(json out 'j["layers"][0]["nonzeros"]')" $((128 * 129 / 2 + (1048576 - 128) * 128)) \
    'a window at a million tokens'
expect_status 0 "$stmask" model "$models/gpt_oss.json" --dtype fp8
expect_equal "$(head -n 1 out)" 'gpt_oss: 36 layers, 131072 tokens, fp8' 'the first line'
grep -q '^ *18  sliding_attention  *64  *8  *64  *16769088 .* local:window_size=128$' out ||
    fail 'the row of a type'
grep -q '^bytes of the cache at 1048576 tokens ' out || fail 'the cache at a million tokens'

# Layers that something picks keys for are marked, and why.
expect_status 0 "$stmask" model "$models/deepseek_v32.json" --tokens 3000 -o v32.set
grep -q ' 4047872\* ' out || fail 'a counted layer has no mark'
grep -q '^\* indexed_attention: an indexer picks min(i + 1, 2048) of these keys' out || fail 'a remark'
grep -q '^# an indexer picks' v32.set || fail 'a remark in the set'

# What is not known is said.
printf '{"model_type": "new", "num_hidden_layers": 2, "num_attention_heads": 1, "head_dim": 2,
"layer_types": ["odd/type", "causal"]}' >odd.json
expect_status 0 "$stmask" model odd.json -o odd.set
grep -q "^note: model_type 'new' is not known" out || fail 'no note on the model'
grep -q "^note: layer type 'odd/type' is not known: such layers were taken for full_attention$" out ||
    fail 'no note on the layer'
expect_equal "$(grep -v '^#' odd.set)" $'layer 0 = causal\nlayer 1 = causal' 'a set of odd types'
expect_status 0 "$stmask" stats @odd.set
expect_status 0 "$stmask" model odd.json --json
expect_equal "$(json out 'len(j["notes"])')" 4 'notes in JSON'

expect_status 0 "$stmask" model --list
for known in sliding_attention gemma3_text; do
    grep -qx "$known" out || fail "$known is not known"
done
expect_status 0 "$stmask" model --list --json
expect_equal "$(json out '"chunked_attention" in [t["name"] for t in j["layer_types"]]')" True 'as JSON'

# What cannot be leaves nothing behind.
printf '{"model_type": "bert", "is_decoder": true, "hidden_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2}' >decoder.json
expect_status 0 "$stmask" model decoder.json --tokens 16 --json
grep -q '"nonzeros": 272' out || fail "an encoder that is a decoder: $(cat out)"
expect_error ' model: -o ./decoder.json: is the configuration that is read' "$stmask" model decoder.json -o ./decoder.json
expect_error ' model: bad.json: cannot be read: No such file or directory' "$stmask" model bad.json
printf '{"num_hidden_layers": NaN}' >bad.json
expect_error " model: bad.json line 1 column 25: is no JSON: invalid token near 'NaN'" \
    "$stmask" model bad.json -o bad.set
[ ! -e bad.set ] || fail 'a set of what is no model'
truncate -s 100M bad.json
expect_error ' model: bad.json: must have at most 16777216 bytes' "$stmask" model bad.json
printf '{"num_hidden_layers": 4, "num_attention_heads": 3, "hidden_size": 64}' >bad.json
expect_error ' model: bad.json: hidden_size 64: must be a multiple of the 3 heads where head_dim is missing' \
    "$stmask" model bad.json
expect_error " model: FILE.json, a model's configuration, is missing; see stmask model --help" "$stmask" model
expect_error ' model: --list: takes no FILE.json' "$stmask" model --list odd.json
expect_error ' model: none/m.set: cannot be written: No such file or directory' "$stmask" model odd.json \
    -o none/m.set
finish
