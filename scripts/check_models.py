"""The layers and masks of models against those of transformers: check_models.py STMASK FOLDER

For every type of model that `stmask model --list` knows, small configurations of its class in
transformers: the types of the layers with and without `layer_types`, and the masks that its masking
code makes, of whole prompts, with padding on the left, and of packed documents. Of DeepSeek V4 the
entries that its compressors let a query see, of MiniMax-M3 the blocks that its indexer picks.
"""

import json
import logging
import os
import subprocess
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ["TRANSFORMERS_VERBOSITY"] = "error"

import numpy as np
import torch
import transformers
from transformers import masking_utils as masking
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

logging.disable(logging.ERROR)
STMASK, FOLDER = sys.argv[1:]
SIZES = [1, 7, 16, 37]
SMALL = {
    "num_hidden_layers": 8, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 32,
    "head_dim": 8, "vocab_size": 64, "max_position_embeddings": 64, "intermediate_size": 16,
    "num_layers": 8, "num_heads": 4, "n_layer": 8, "n_head": 4, "n_embd": 32, "n_layers": 8,
    "n_heads": 4, "dim": 32, "d_model": 32,
}
WINDOWS = [{}, {"sliding_window": 5}, {"sliding_window": 5, "use_sliding_window": True, "max_window_layers": 3}]
# Keys that have a meaning for one family only.
OWN = {
    "gemma3_text": [{"sliding_window": 5}, {"sliding_window": 5, "sliding_window_pattern": 3}],
    "cohere2": [{"sliding_window": 5}, {"sliding_window": 5, "sliding_window_pattern": 3}],
    "afmoe": [{"sliding_window": 5}, {"sliding_window": 5, "global_attn_every_n_layers": 3}],
    "gemma3n_text": [{"sliding_window": 5, "num_kv_shared_layers": 3}],
    "gemma4_text": [
        {"sliding_window": 5, "global_head_dim": 16},
        {"sliding_window": 5, "global_head_dim": 16, "attention_k_eq_v": True, "num_global_key_value_heads": 1},
    ],
    "qwen3_next": [{}, {"full_attention_interval": 3}],
    "llama4_text": [
        {"attention_chunk_size": 6},
        {"attention_chunk_size": 6, "no_rope_layers": [0, 1, 1, 0, 1, 1, 1, 1]},
        {"attention_chunk_size": 6, "no_rope_layer_interval": 3},
    ],
    "smollm3": [
        {}, {"sliding_window": 5, "use_sliding_window": True, "no_rope_layer_interval": 3},
    ],
    "gpt_neo": [
        {"attention_types": [[["global", "local"], 4]], "window_size": 5},
        {"attention_types": [[["local"], 3], [["global"], 5]], "window_size": 5},
    ],
    "modernbert": [
        {"local_attention": 9}, {"local_attention": 8, "global_attn_every_n_layers": 4},
    ],
    "deepseek_v4": [
        {"sliding_window": 5, "index_topk": 2, "compress_rates": {
            "compressed_sparse_attention": 2, "heavily_compressed_attention": 5}},
        {"sliding_window": 5, "index_topk": 2, "compress_ratios": [128, 4, 128, 128, 4, 4, 128, 4]},
    ],
    "minimax_m3_vl_text": [{}, {"layer_types": ["full_attention", "minimax_m3_sparse"] * 4}],
}
HETEROGENEOUS = {"gemma4_text"}  # layers of one model have different sizes
compared = 0
faults = []


def stmask(*arguments):
    done = subprocess.run([STMASK, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def model_of(values, tokens):
    path = os.path.join(FOLDER, "config.json")
    with open(path, "w") as file:
        json.dump(values, file)
    return json.loads(stmask("model", path, "--tokens", str(tokens), "--json"))


cells_of = {}


def cells(spec, size):
    if (spec, size) not in cells_of:
        path = os.path.join(FOLDER, "mask.npy")
        stmask("export", spec, "--size", str(size), "--format", "npy-bool", "-o", path)
        cells_of[spec, size] = np.load(path)
    return cells_of[spec, size]


def fault(text):
    if text not in faults:
        faults.append(text)
        print("DIFFERS", text)


def masks_of(config, n, padding=None, positions=None):
    """What transformers makes: a mask of n x n for each type of layer; None: for all."""
    config._attn_implementation = "eager"
    embeds = torch.zeros(1, n, 32)
    attention = None
    if padding is not None:
        attention = torch.ones(1, n, dtype=torch.long)
        attention[0, :padding] = 0
    if positions is not None:
        positions = torch.tensor([positions])
    if config.model_type in ENCODERS:
        arguments = {"config": config, "inputs_embeds": embeds, "attention_mask": attention}
        # A mask that would hide nothing is left out.
        found = {"full_attention": masking.create_bidirectional_mask(**arguments)}
        if getattr(config, "sliding_window", None) is not None:
            found["sliding_attention"] = masking.create_bidirectional_sliding_window_mask(**arguments)
    else:
        found = masking.create_masks_for_generate(config, embeds, attention, None, position_ids=positions)
    if not isinstance(found, dict):
        found = {None: found}
    everything = np.ones((n, n), bool)
    return {
        name: everything if mask is None
        else (mask[0, 0].numpy() if mask.dtype == torch.bool else mask[0, 0].numpy() == 0)
        for name, mask in found.items()
        if name not in ("linear_attention", "conv")
    }


def placed(spec, parts):
    """The mask of a spec on its own at several places of the diagonal: (first, length)."""
    size = sum(length for _, length in parts) + parts[0][0]
    whole = np.zeros((size, size), bool)
    for first, length in parts:
        whole[first : first + length, first : first + length] = cells(spec, length)
    return whole


def compare(name, config, layer, wanted, spec):
    """Whole prompts, padding on the left, documents, for one type of layer."""
    global compared
    for n in SIZES:
        pick = lambda masks: masks.get(wanted, masks.get(None))
        if not np.array_equal(pick(masks_of(config, n)), cells(spec, n)):
            fault(f"{name}: {layer} of {n} tokens: {spec}")
        padding = n // 3
        theirs, ours = pick(masks_of(config, n, padding)), placed(spec, [(padding, n - padding)])
        if not np.array_equal(theirs[padding:], ours[padding:]):
            fault(f"{name}: {layer} of {n} tokens, {padding} of them padding: {spec}")
        compared += 2
        if n < 4 or config.model_type in ENCODERS:
            continue
        parts = [(0, n // 4), (n // 4, n // 2), (n // 4 + n // 2, n - n // 4 - n // 2)]
        positions = [k for _, length in parts for k in range(length)]
        if not np.array_equal(pick(masks_of(config, n, positions=positions)), placed(spec, parts)):
            fault(f"{name}: {layer} of {n} tokens in documents: {spec}")
        compared += 1


def kind(values, config, layer):
    """The types of layers as transformers names them."""
    listed = getattr(config, "layer_types", None) or getattr(config, "attention_layers", None)
    if listed is not None:
        named = {"global": "full_attention", "local": "local_neo"}
        return named.get(listed[layer], listed[layer])
    return "full_attention" if getattr(config, "sliding_window", None) is None else "sliding_attention"


def check(name, extra):
    try:
        config = CONFIG_MAPPING[name](**{**SMALL, **extra})
    except AttributeError:  # a size that this class computes
        config = CONFIG_MAPPING[name](**{k: v for k, v in {**SMALL, **extra}.items() if k != "head_dim"})
    full = json.loads(config.to_json_string(use_diff=False))
    own = {**SMALL, **extra, "model_type": name}
    layers = config.num_hidden_layers
    for title, values in (
        ("as transformers saves it", full),
        ("without layer_types", {k: v for k, v in {**full, **own}.items() if k not in ("layer_types", "layers_block_type") or k in extra}),
    ):
        try:
            told = model_of(values, 16)
        except RuntimeError as refused:
            fault(f"{name} {extra} {title}: {refused}")
            continue
        if len(told["layers"]) != layers:
            fault(f"{name} {extra} {title}: {len(told['layers'])} layers, not {layers}")
            continue
        types = [layer["type"] for layer in told["layers"]]
        wanted = [kind(values, config, k) for k in range(layers)]
        if name in FULL_ANYWAY and "layer_types" not in extra:
            wanted = ["full_attention"] * layers
        if types != wanted:
            fault(f"{name} {extra} {title}: {types}, not {wanted}")
        if name in HETEROGENEOUS:
            for k, layer in enumerate(told["layers"]):
                theirs = config.per_layer_config[k]
                if (layer["kv_heads"], layer["head_dim"]) != (theirs.num_key_value_heads, theirs.head_dim):
                    fault(f"{name} {extra} {title}: layer {k} has {layer['kv_heads']} key heads of {layer['head_dim']}")
            continue
        heads = [(l["heads"], l["kv_heads"]) for l in told["layers"] if l["heads"] > 0]
        grouped = getattr(config, "num_key_value_heads", None) or heads[0][1]
        if getattr(config, "multi_query", False):
            grouped = 1
        theirs = (config.num_attention_heads, grouped)
        if any(pair != theirs for pair in heads):
            fault(f"{name} {extra} {title}: heads {heads[0]}, not {theirs}")
    try:
        told = model_of(full, 16)
    except RuntimeError:
        return
    if name in FULL_ANYWAY:
        config.sliding_window = None
    for layer in {l["type"]: l for l in told["layers"]}.values():
        if layer["type"] in ("linear_attention", "conv", "local_neo"):
            continue
        spec = layer["mask"]
        if "compressed" in layer["type"]:  # of which the window is made by the masking code
            spec = f"local:window_size={full['sliding_window']}"
        compare(name, config, layer["type"], layer["type"], spec)


def check_neo():
    """GPT-Neo makes its masks itself: a matrix of its attention layers."""
    from transformers.models.gpt_neo.modeling_gpt_neo import GPTNeoSelfAttention

    global compared
    config = CONFIG_MAPPING["gpt_neo"](**{**SMALL, **OWN["gpt_neo"][0]})
    told = model_of(json.loads(config.to_json_string(use_diff=False)), 16)
    for layer, name in ((0, "global"), (1, "local")):
        try:
            theirs = GPTNeoSelfAttention(config, name, layer).bias[0, 0].numpy()
        except TypeError:
            theirs = GPTNeoSelfAttention(config, name).bias[0, 0].numpy()
        for n in SIZES:
            compared += 1
            if not np.array_equal(theirs[:n, :n], cells(told["layers"][layer]["mask"], n)):
                fault(f"gpt_neo: {name} of {n} tokens")


def check_compressed():
    from transformers.models.deepseek_v4 import modeling_deepseek_v4 as v4

    global compared
    extra = OWN["deepseek_v4"][0]
    config = CONFIG_MAPPING["deepseek_v4"](**{
        **SMALL, **extra, "num_key_value_heads": 1, "q_lora_rank": 16, "index_head_dim": 8, "index_n_heads": 2})
    full = json.loads(config.to_json_string(use_diff=False))
    torch.manual_seed(1)
    for kind_of, layer in ((v4.DeepseekV4HCACompressor, 0), (v4.DeepseekV4CSACompressor, 3)):
        compressor = kind_of(config)
        for parameter in compressor.parameters():
            torch.nn.init.normal_(parameter)
        for n in SIZES:
            told = model_of(full, n)
            own = told["layers"][layer]
            entries = own["keys"] - n
            positions = torch.arange(n)[None]
            hidden, residual = torch.randn(1, n, 32), torch.randn(1, n, 16)
            _, bias = compressor(hidden, residual, positions, None, layer)
            theirs = np.zeros((n, 0), bool) if bias is None else bias[0, 0].detach().numpy() == 0
            if n == 1:
                continue
            if theirs.shape[1] != entries:
                fault(f"deepseek_v4: {own['type']} of {n} tokens: {theirs.shape[1]} entries, not {entries}")
                continue
            window = cells(f"local:window_size={full['sliding_window']}", n)
            ours = cells(own["mask"], own["keys"])[:n] if entries > 0 else window
            compared += 2
            if own["nonzeros"] != int(window.sum()) + int(theirs.sum()):
                fault(f"deepseek_v4: {own['type']} of {n} tokens: {own['nonzeros']} pairs")
            inside = np.array_equal(ours[:, n:], theirs) if not own["counted"] else not (theirs & ~ours[:, n:]).any()
            if not inside or not np.array_equal(ours[:, :n], window):
                fault(f"deepseek_v4: {own['type']} of {n} tokens: {own['mask']}")


def check_blocks():
    from transformers.models.minimax_m3_vl import modeling_minimax_m3_vl as m3

    global compared
    config = CONFIG_MAPPING["minimax_m3_vl_text"](**{
        **SMALL, "layer_types": ["minimax_m3_sparse"] * 8, "index_topk_blocks": 3, "index_block_size": 4,
        "index_head_dim": 8})
    indexer = next(
        getattr(m3, name) for name in dir(m3) if name.startswith("MiniMaxM3VL") and name.endswith("Indexer"))(config, 0)
    torch.manual_seed(1)
    full = json.loads(config.to_json_string(use_diff=False))
    for n in SIZES:
        positions = torch.arange(n)[None]
        angles = (torch.ones(1, n, 8), torch.zeros(1, n, 8))
        picked = indexer(torch.randn(1, n, 32), angles, None, positions)[0, 0]
        theirs = np.zeros((n, n + 4), bool)
        for i, blocks in enumerate(picked.tolist()):
            for block in blocks:
                if block >= 0:
                    theirs[i, 4 * block : 4 * block + 4] = True
        theirs = theirs[:, :n] & np.tri(n, dtype=bool)
        own = model_of(full, n)["layers"][0]
        compared += 1
        if own["nonzeros"] != int(theirs.sum()):
            fault(f"minimax_m3_vl_text: {n} tokens: {own['nonzeros']} pairs, not {int(theirs.sum())}")


known = json.loads(stmask("model", "--list", "--json"))["model_types"]
ENCODERS = set()
FULL_ANYWAY = set()
names = []
for family in known:
    of_family = family["names"].split(", ")
    names += of_family
    if "both ways" in family["layers"]:
        ENCODERS |= set(of_family)
    if "has no effect" in family["layers"]:
        FULL_ANYWAY |= set(of_family)
absent = [name for name in names if name not in CONFIG_MAPPING]
for name in names:
    if name in CONFIG_MAPPING:
        for extra in OWN.get(name, WINDOWS):
            check(name, extra)
check_neo()
check_compressed()
check_blocks()
print(f"transformers {transformers.__version__}, torch {torch.__version__}: {len(names) - len(absent)} types of models, "
      f"{compared} masks compared, {len(faults)} differ; not in this transformers: {', '.join(absent) or 'none'}")
sys.exit(bool(faults))
