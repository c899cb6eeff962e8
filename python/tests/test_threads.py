"""Other threads go on while the library works."""

import subprocess
import sys
import textwrap
import threading

import numpy as np
from helpers import defined

import stmask


def test_long_calls_let_other_threads_run(tmp_path):
    """One thread writes into a pipe that another has to empty: it would wait for ever, holding it."""
    program = textwrap.dedent(
        """
        import os, sys, threading
        import stmask

        pipe = sys.argv[1]
        os.mkfifo(pipe)
        mask = stmask.Mask("strided", 2048)
        writer = threading.Thread(target=mask.save_npy, args=(pipe,))
        writer.start()
        with open(pipe, "rb") as file:
            data = file.read()
        writer.join()
        assert data[128:] == mask.dense().tobytes()
        """
    )
    # The time limit is only there to end a wait without end.
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "pipe")], check=True, timeout=120)


def test_a_mask_is_read_by_many_threads():
    mask, cells = stmask.Mask("strided:window_size=7,stride=5", 300), defined("strided", 300, 7, 5)
    start, wrong = threading.Barrier(8), []

    def read(seed):
        rng = np.random.default_rng(seed)
        start.wait()
        for i in rng.integers(0, 300, 400):
            row, column = mask.row(i), mask.column(i, ordered=True)
            if row["count"].sum() != np.count_nonzero(cells[i]):
                wrong.append(("row", i))
            if column["count"].sum() != np.count_nonzero(cells[:, i]):
                wrong.append(("column", i))
        if not np.array_equal(mask[seed:].dense(), cells[seed:]):
            wrong.append(("part", seed))

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
