"""A mask of a million tokens in numbers, a part of it as an array, a picture, and its cost."""

import stmask

mask = stmask.Mask("strided:window_size=1024,stride=1024", size=1048576)
print(f"{mask.count()} of {mask.size**2} cells, sparsity {mask.sparsity():.4%}")
for first, count, step, value in mask.row(5000):
    print(f"{count} keys from {first} by {step}: {mask.value_names[value]}")

# The last queries against all keys, as in decoding: an array of what is seen.
seen = mask[-4:].dense(bool)
print(f"{seen.shape[0]} queries see {seen.sum(axis=1)} of {seen.shape[1]} keys")

small = stmask.Mask("fixed:window_size=8", size=64)
small.draw("fixed.png")
for order in ["row_first", "zigzag", "tile:rows=8,columns=8"]:
    loads = small.plan(order, num_multiplications=16).loads()
    print(f"{order:<24}{loads.none.total:>6} vectors without a buffer, {loads.lru(18).total:>4} with 18")
