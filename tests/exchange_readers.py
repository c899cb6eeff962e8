"""What the arrays of every exchange format say, written plainly: the cells that a file holds.

    python3 tests/exchange_readers.py STMASK

exports masks in each format with the program STMASK and compares. Each reader below is the
documentation of its format's arrays, and returns the dense bool array [queries, keys] of a head.
"""
import itertools
import json
import os
import subprocess
import sys
import tempfile

import numpy


def npy(path):
    return numpy.load(path) != 0


def npy_additive(path):
    return numpy.load(path) == 0


def npy_masked(path):
    return ~numpy.load(path)


def pbm(path):
    with open(path, "rb") as file:
        assert file.readline() == b"P4\n"
        columns, rows = map(int, file.readline().split())
        bits = numpy.frombuffer(file.read(), numpy.uint8).reshape(rows, -1)
    return numpy.unpackbits(bits, axis=1)[:, :columns] != 0


def scipy_csr(path):
    a = numpy.load(path)
    assert bytes(a["format"]) == b"csr" and a["_is_array"].item() is True
    mask = numpy.zeros(a["shape"], bool)
    for row, (begin, end) in enumerate(itertools.pairwise(a["indptr"])):
        mask[row, a["indices"][begin:end]] = a["data"][begin:end] != 0
    return mask


def scipy_bsr(path):
    a = numpy.load(path)
    assert bytes(a["format"]) == b"bsr" and a["_is_array"].item() is True
    _, height, width = a["data"].shape
    mask = numpy.zeros(a["shape"], bool)
    for row, (begin, end) in enumerate(itertools.pairwise(a["indptr"])):
        for k in range(begin, end):
            column = a["indices"][k]
            mask[row * height:][:height, column * width:][:, :width] = a["data"][k] != 0
    return mask


def mtx(path):
    with open(path) as file:
        assert file.readline().startswith("%%MatrixMarket matrix coordinate ")
        rows, columns, nonzeros = map(int, file.readline().split())
        mask = numpy.zeros((rows, columns), bool)
        for line in file:
            i, j = map(int, line.split()[:2])
            mask[i - 1, j - 1] = True
            nonzeros -= 1
    assert nonzeros == 0
    return mask


def runs(path):
    with open(path) as file:
        header = json.loads(file.readline())
        (first_query, queries), (first_key, keys) = header["queries"], header["keys"]
        mask = numpy.zeros((queries, keys), bool)
        for line in map(json.loads, file):
            for first, count, step, _ in line["runs"]:
                end = first + (count - 1) * step + 1
                mask[line["query"] - first_query, first - first_key:end - first_key:step] = True
    return mask


def own_runs(path, head=0):
    """The arrays stm_..., which every .npz has."""
    a = numpy.load(path)
    _, queries, _, keys = a["stm_bounds"]
    mask = numpy.zeros((queries, keys), bool)
    starts = a["stm_run_start"][min(head, len(a["stm_run_start"]) - 1)]
    for row, (begin, end) in enumerate(itertools.pairwise(starts)):
        for k in range(begin, end):
            mask[row, a["stm_run_first"][k]:a["stm_run_last"][k] + 1:a["stm_run_step"][k]] = True
    return mask


def block_lists(path, names, head=0):
    """flex, flash4: 0 for an empty block, 1 for a partial one, 2 for a full one."""
    a = numpy.load(path)
    _, queries, _, keys = a["stm_bounds"]
    height, width = a["stm_block"]
    blocks = numpy.zeros((-(-queries // height), -(-keys // width)), int)
    for kind, (counts, indices) in enumerate((names[:2], names[2:]), 1):
        counts, indices = a[counts][0, head], a[indices][0, head]
        assert counts.dtype == indices.dtype == numpy.int32
        for row in range(len(blocks)):
            listed = indices[row, :counts[row]]
            assert (numpy.diff(listed) > 0).all() and (indices[row, counts[row]:] == 0).all()
            assert (blocks[row, listed] == 0).all()
            blocks[row, listed] = kind
    return blocks


def flex(path, head=0):
    return block_lists(path, ["kv_num_blocks", "kv_indices", "full_kv_num_blocks",
                              "full_kv_indices"], head)


def flash4(path, head=0):
    a = numpy.load(path)
    assert (a["block_size"] == a["stm_block"]).all()
    return block_lists(path, ["mask_block_cnt", "mask_block_idx", "full_block_cnt",
                              "full_block_idx"], head)


def flashinfer(path):
    a = numpy.load(path)
    _, queries, _, keys = a["stm_bounds"]
    height, width = a["stm_block"]
    mask = numpy.zeros((len(a["indptr"]) * height - height, keys), bool)
    for row, (begin, end) in enumerate(itertools.pairwise(a["indptr"])):
        for k in range(begin, end):
            column = a["indices"][k]
            mask[row * height:][:height, column * width:][:, :width] = a["mask"][k]
    assert not mask[queries:].any()
    return mask[:queries]


def openai_blocksparse(path, head=0):
    a = numpy.load(path)
    side = a["mask"].shape[1]
    mask = numpy.zeros(numpy.array(a["layout"].shape[1:]) * side, bool)
    for k, (row, column) in enumerate(numpy.argwhere(a["layout"][head])):
        for i in range(side):
            word = int(a["mask"][head, i, k])
            for j in range(side):
                mask[row * side + i, column * side + j] = word >> j & 1
    return mask


def spread(blocks, side, queries, keys):
    return numpy.kron(blocks, numpy.ones((side, side), int)).astype(bool)[:queries, :keys]


def deepspeed(path, side, causal, head=0):
    """A causal mask needs the causal token mask besides."""
    layout = numpy.load(path)[head]
    mask = spread(layout, side, *(numpy.array(layout.shape) * side))
    return numpy.tril(mask) if causal else mask


def mit_block_sparse(path, head=0):
    a = numpy.load(path)
    _, queries, _, keys = a["stm_bounds"]
    assert (a["head_mask_type"] == 1).all() and not a["streaming_info"].any()
    mask = spread(a["base_blockmask"][0, head], 128, queries, keys)
    return numpy.tril(mask) if a["causal"] else mask


def flashmask(path, head=0):
    a = numpy.load(path)
    bounds = a["startend_row_indices"][0, head]
    _, queries, _, keys = a["stm_bounds"]
    mask = numpy.ones((queries, keys), bool)
    if a["causal"]:
        mask = numpy.tril(mask)
    for key, b in enumerate(bounds):
        if len(b) == 1:
            mask[b[0]:, key] = False
        elif len(b) == 2 and a["causal"]:
            mask[b[0]:b[1], key] = False
        elif len(b) == 2:
            mask[b[0]:, key] = False
            mask[:b[1], key] = False
        else:
            mask[b[0]:b[1], key] = False
            mask[b[2]:b[3], key] = False
    return mask


def vertical_slash(path):
    """What MInference's kernel computes: for the queries of a block of 64, slashes as blocks too."""
    a = numpy.load(path)
    queries = a["stm_bounds"][1]
    verticals, slashes = a["vertical_indexes"], a["slash_indexes"]
    assert len(verticals) > 0 and (numpy.diff(verticals) > 0).all()
    assert slashes[-1] == 0 and (numpy.diff(slashes) < 0).all()
    mask = numpy.zeros((queries, queries), bool)
    for first in range(0, queries, 64):
        end, reach = first + 64, None
        mask[first:end, verticals[verticals < first]] = True
        for key_end in (max(end - s, 64) for s in slashes if s < end):
            if reach is None or key_end > reach + 64:
                reach = key_end
            elif key_end > reach:
                reach += 64
            else:
                continue
            mask[first:end, reach - 64:reach] = True
    return numpy.tril(mask)


def magi(path):
    a = numpy.load(path)
    _, queries, _, keys = a["stm_bounds"]
    mask = numpy.zeros((queries, keys), int)
    for (q0, q1), (k0, k1), kind in zip(a["q_ranges"], a["k_ranges"], a["attn_type_map"]):
        for i in range(q0, q1):
            first = k0 + (i - q0) * (kind >= 2)
            end = k1 - (q1 - 1 - i) * (kind % 2)
            mask[i, first:end] += 1
    assert mask.max() <= 1  # slices do not overlap
    return mask != 0


def permutation(path):
    """The mask's touched blocks, in the order of the permutation, and that order."""
    a = numpy.load(path)
    assert (a["perm"][a["inverse"]] == numpy.arange(len(a["perm"]))).all()
    return a["block_mask"], a["perm"], a["stm_block"][0]


def kinds(mask, height, width=None):
    """0, 1, 2 for every block of a dense mask; a block cut by the edge is never full."""
    width = width or height
    rows, columns = mask.shape
    out = numpy.zeros((-(-rows // height), -(-columns // width)), int)
    for i, j in numpy.ndindex(*out.shape):
        block = mask[i * height:][:height, j * width:][:, :width]
        out[i, j] = int(block.any()) + int(block.shape == (height, width) and block.all())
    return out


SPECS = ["normal", "strided:window_size=5,stride=4", "strided:window_size=8,stride=8",
         "fixed:window_size=7", "fixed:window_size=16", "sliding_window:window_size=9",
         "dilated_sliding_window:window_size=6,dilation=3", "strided:window_size=1,stride=2"]


def main(stmask):
    folder = tempfile.mkdtemp()
    compared = refused = 0

    def export(spec, size, form, *options):
        path = os.path.join(folder, "file")
        done = subprocess.run([stmask, "export", spec, "--size", str(size), "--format", form, "-o",
                               path, *options], capture_output=True, text=True)
        assert done.returncode in (0, 2), (spec, size, form, done.stderr)
        if done.returncode == 2:
            lines = done.stderr.splitlines()
            assert len(lines) == 1 and not os.path.exists(path), done.stderr
            return None, lines[0]
        return path, done.stderr

    def same(got, wanted, *what):
        nonlocal compared
        assert got.shape == wanted.shape and (got == wanted).all(), what
        compared += 1

    for spec, size in itertools.product(SPECS, [1, 2, 7, 16, 33, 64]):
        path, _ = export(spec, size, "npy")
        wanted = numpy.load(path) != 0
        causal = (wanted == numpy.tril(wanted)).all()
        for form, reader in (("npy-bool", npy), ("npy-additive", npy_additive), ("pbm", pbm),
                             ("npy-masked", npy_masked), ("scipy-csr", scipy_csr), ("mtx", mtx),
                             ("runs", runs), ("magi", magi)):
            path, _ = export(spec, size, form)
            same(reader(path), wanted, spec, size, form)
            os.remove(path)
        path, _ = export(spec, size, "npy-additive", "--dtype", "f16", "--heads", "3")
        for head in numpy.load(path):
            same(head == 0, wanted, spec, size, "f16")
        os.remove(path)
        for side in (1, 3, 8, 16):
            for form, reader in (("flex", flex), ("flash4", flash4)):
                path, _ = export(spec, size, form, "--block", str(side), "--heads", "2")
                for head in range(2):
                    same(reader(path, head), kinds(wanted, side), spec, size, form, side)
                same(own_runs(path), wanted, spec, size, form)
                os.remove(path)
            path, _ = export(spec, size, "permutation", "--block", str(side))
            blocks, perm, _ = permutation(path)
            moved = wanted[perm][:, perm]
            same(blocks, kinds(moved, side) > 0, spec, size, "permutation", side)
            os.remove(path)
            for form, reader in (("scipy-bsr", scipy_bsr), ("flashinfer", flashinfer),
                                 ("openai-blocksparse", openai_blocksparse),
                                 ("deepspeed", lambda path, side=side: deepspeed(path, side, causal))):
                path, said = export(spec, size, form, "--block", str(side))
                if path is None:
                    refused += 1
                    if "blocks" not in said and "block," not in said and "block " not in said:
                        raise AssertionError(said)
                    continue
                same(reader(path), wanted, spec, size, form, side)
                os.remove(path)
        for height, width in ((8, 3), (2, 16)):
            block = ["--block", f"{height}x{width}"]
            for form, reader in (("flex", flex), ("flash4", flash4)):
                path, _ = export(spec, size, form, *block)
                same(reader(path), kinds(wanted, height, width), spec, size, form, block)
                os.remove(path)
            for form, reader in (("scipy-bsr", scipy_bsr), ("flashinfer", flashinfer)):
                path, said = export(spec, size, form, *block)
                if path is None:
                    refused += 1
                    assert "of the block, " in said, said
                    continue
                same(reader(path), wanted, spec, size, form, block)
                os.remove(path)
        for form, reader in (("flashmask", flashmask), ("vertical-slash", vertical_slash),
                             ("mit-block-sparse", mit_block_sparse),
                             ("deepspeed", lambda path: deepspeed(path, 1 if size % 2 else 2, causal))):
            block = ["--block", str(1 if size % 2 else 2)] if form == "deepspeed" else []
            path, said = export(spec, size, form, *block)
            if path is not None:
                same(reader(path), wanted, spec, size, form)
                os.remove(path)
                continue
            refused += 1
            i, j = eval(said[said.index("("):said.index(")") + 1])
            assert 0 <= i < size and 0 <= j < size, said
            path, said = export(spec, size, form, "--widen", *block)
            if path is None:  # keys after their queries, which vertical-slash has not at all
                assert form == "vertical-slash" and j > i and wanted[i, j], said
                continue
            got = reader(path)
            assert (got | ~wanted).all(), (spec, size, form)
            assert said.startswith(f"widened: {(got & ~wanted).sum()} cells"), (said, form, spec)
            compared += 1
            os.remove(path)
    print(f"{compared} files are as they should be, {refused} refused")


if __name__ == "__main__":
    main(sys.argv[1])
