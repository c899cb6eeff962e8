#!/usr/bin/env python3
"""Fails the k-th call of a function in every command: inject.py BIN LIBRARY [--all] [--figures] [--only WORD]

A status of 0 means the output of an undisturbed run; of 1 or 2, a sentence on standard error, and under
no name a file that such a run does not make, nor a temporary one. Without --all, every call to the 40th
is failed, then every seventh to the 400th. Ends with 1 where something is otherwise.
"""

import argparse
import collections
import errno
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
# What fails, how, and whether once or from there on.
FAULTS = [
    ("malloc", errno.ENOMEM, ""),
    ("malloc", errno.ENOMEM, ":on"),
    ("write", errno.ENOSPC, ":on"),
    ("write", errno.EIO, ""),
    ("write", errno.EINTR, ""),
    ("write", 0, ""),
    ("open", errno.EMFILE, ""),
    ("close", errno.EIO, ""),
    ("rename", errno.EIO, ""),
    ("fsync", errno.EIO, ""),
    ("stat", errno.EIO, ""),
    ("mmap", errno.ENOMEM, ""),
    ("thread", errno.EAGAIN, ":on"),
]
DATABASE = (".db", ".db-journal", ".db-wal", ".db-shm")


def array(path, shape, numbers):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
                     + struct.pack(f"<{len(numbers)}f", *numbers))


def make_inputs(folder, stmask):
    """The files that commands.txt names."""
    array(folder / "q.npy", (24, 16), [k % 7 / 7 for k in range(24 * 16)])
    array(folder / "weights.npy", (24, 24), [(1 + k % 5) / 72 for k in range(24 * 24)])
    (folder / "some.set").write_text("a = local:window_size=5\nhead 0 = a\nhead 1 = causal\n")
    (folder / "grid.ini").write_text(
        "[masks]\nspec = strided | fixed\nsize = 64/128\n[plan]\nnum_multiplications = 16/32\n")
    (folder / "config.json").write_text(json.dumps({
        "model_type": "llama", "num_hidden_layers": 2, "num_attention_heads": 2, "hidden_size": 64,
        "max_position_embeddings": 256, "num_key_value_heads": 1, "intermediate_size": 64,
        "vocab_size": 99}))
    for words in (["plan", "causal", "--size", "24", "--points", "points.txt"],
                  ["plan", "strided", "--size", "24", "--order", "tile:rows=4,columns=4",
                   "--buffer", "40", "--certificate", "certificate.txt"],
                  ["export", "strided", "--size", "64", "--format", "mtx", "-o", "some.mtx"],
                  ["export", "strided", "--size", "64", "--format", "scipy-csr", "-o", "some.npz"],
                  ["sweep", "grid.ini", "-o", "some.db", "--quiet"]):
        subprocess.run([stmask, *words], cwd=folder, check=True, capture_output=True)


def read_commands(listed):
    """The commands, of which each subcommand is one at least."""
    lines = [line.split() for line in (HERE / "commands.txt").read_text().splitlines()]
    lines = [words for words in lines if words and words[0] != "#"]
    told = {words[1].rstrip(":") for words in lines if words[0] in ("stmask", "none")}
    missing = [name for name in listed if name not in told]
    if missing:
        sys.exit(f"commands.txt: has no {', '.join(missing)}")
    return [words for words in lines if words[0] != "none"]


def draws(words):
    return any(word.endswith((".png", ".svg", ".pdf")) or word == "pictures" for word in words)


class Command:
    def __init__(self, words, programs, library, inputs):
        self.words, self.programs, self.library, self.inputs = words, programs, library, inputs
        first, second = self.run(), self.run()
        # What differs between two undisturbed runs (a date) is not compared.
        self.same = first == second
        self.expected = first

    def run(self, fault=None):
        """The status, standard output, standard error, files, and whether the fault came."""
        with tempfile.TemporaryDirectory() as name:
            folder, mark = pathlib.Path(name, "here"), pathlib.Path(name, "mark")
            shutil.copytree(self.inputs, folder)
            environment = {**os.environ, "LC_ALL": "C.UTF-8"}
            if fault is not None:
                environment |= {"LD_PRELOAD": str(self.library), "STM_INJECT": fault,
                                "STM_INJECT_MARK": str(mark)}
            try:
                done = subprocess.run([self.programs / self.words[0], *self.words[1:]], cwd=folder,
                                      env=environment, capture_output=True, timeout=60,
                                      stdin=subprocess.DEVNULL)
            except subprocess.TimeoutExpired:
                return "hangs", b"", b"", {}, True
            files = {str(path.relative_to(folder)): path.read_bytes()
                     for path in sorted(folder.rglob("*")) if path.is_file()}
            return done.returncode, done.stdout, done.stderr, files, mark.exists()

    def judge(self, outcome):
        """What is wrong, or None."""
        status, out, err, files, _ = outcome
        _, right_out, _, right_files, _ = self.expected
        if status not in (0, 1, 2):
            return f"status {status}"
        if status == 0 and self.same and out != right_out:
            return "status 0, and other output"
        for name, data in files.items():
            if name.endswith(DATABASE):
                continue
            if name not in right_files:
                return f"leaves {name}"
            if self.same and data != right_files[name]:
                return f"status {status}, and another {name}"
        if status == 0 and set(files) != set(right_files):
            return "status 0, and files are missing"
        if status != 0 and not err.strip():
            return f"status {status} without a sentence"
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("library", type=pathlib.Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--figures", action="store_true", help="those that draw, too: minutes")
    parser.add_argument("--only", default="")
    parser.add_argument("--fault", default="")
    a = parser.parse_args()
    programs, library = a.bin.resolve(), a.library.resolve()
    listed = [line[8:-1] for line in (SOURCE / "tools" / "commands.def").read_text().splitlines()
              if line.startswith("COMMAND(")]
    runs, bad = collections.Counter(), []
    with tempfile.TemporaryDirectory() as name:
        inputs = pathlib.Path(name, "inputs")
        inputs.mkdir()
        make_inputs(inputs, programs / "stmask")
        for words in read_commands(listed):
            text = " ".join(words)
            if a.only not in text or (draws(words) and not a.figures):
                continue
            command = Command(words, programs, library, inputs)
            if command.expected[0] != 0:
                sys.exit(f"{text}: status {command.expected[0]}: {command.expected[2].decode()}")
            for kind, number, on in FAULTS:
                if not kind.startswith(a.fault):
                    continue
                k = 1
                while a.all or k <= 400:
                    fault = f"{kind}:{k}:{number}{on}"
                    outcome = command.run(fault)
                    if not outcome[4]:
                        break
                    runs[kind] += 1
                    wrong = command.judge(outcome)
                    if wrong is not None:
                        bad.append(f"{text}: {fault}: {wrong}")
                    k += 1 if a.all or k < 40 else 7
    print(", ".join(f"{num} of {kind}" for kind, num in sorted(runs.items())),
          f"failed: {len(bad)} ended badly")
    print("\n".join(bad[:200]))
    # Of a library that is not preloaded, no fault comes.
    return 1 if bad or not runs["malloc"] or not runs["write"] else 0


sys.exit(main())
