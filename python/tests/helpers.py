"""What the tests share: definitions restated with numpy, the golden files, and reading PNG."""

from __future__ import annotations

import hashlib
import pathlib
import struct
import zlib

import numpy as np

import stmask

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DATA = SOURCE / "tests" / "data"
FIVE = ["normal", "strided", "fixed", "sliding_window", "dilated_sliding_window"]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def golden(name):
    """The lines of a golden file as dictionaries."""
    lines = (DATA / name).read_text().splitlines()
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"))) for line in lines[1:]]


def spec(name, window_size=32, stride=32, dilation=2):
    """The spec of one of the five, with the parameters it has."""
    given = {"window_size": window_size, "stride": stride, "dilation": dilation}
    has = next(p.parameters for p in stmask.patterns() if p.name == name)
    return name + ":" * bool(has) + ",".join(f"{p.name}={given[p.name]}" for p in has)


def spec_of(line):
    """The spec of a line of a golden file."""
    return spec(line["pattern"], line["window_size"], line["stride"], line["dilation"])


def defined(name, size, window_size=32, stride=32, dilation=2):
    """The definitions of the five, cell by cell."""
    i, j = np.arange(size)[:, None], np.arange(size)[None, :]
    w, s, d = window_size, stride, dilation
    far, near = np.zeros((size, size), bool), np.zeros((size, size), bool)
    if name == "normal":
        near = j < i
    elif name == "strided":
        near = (i - w < j) & (j < i)
        far = (j <= i - w) & ((i - w - j) % s == 0)
    elif name == "fixed":
        near = (j < i) & (j // w == i // w)
        far = (j < w * (i // w)) & (j % w == w - 1)
    elif name == "sliding_window":
        near = (0 < abs(i - j)) & (abs(i - j) <= w // 2)
    elif name == "dilated_sliding_window":
        k = abs(i - j)
        near = (0 < k) & (k % d == 0) & (k // d <= w // 2)
    return np.where(i == j, 1, np.where(near, 2, np.where(far, 3, 0)))


def expand(runs):
    """The cells of runs: {index: value}."""
    return {
        int(run["first"] + k * run["step"]): int(run["value"])
        for run in runs
        for k in range(run["count"])
    }


class Picture:
    """A PNG: its pixels as (height, width, 3) and its text chunks."""

    def __init__(self, data):
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        at, packed, self.texts, palette = 8, b"", {}, None
        while at < len(data):
            (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
            body = data[at + 8 : at + 8 + length]
            (check,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
            assert check == zlib.crc32(kind + body)
            if kind == b"IHDR":
                width, height, bits, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
                assert interlace == 0
            elif kind == b"PLTE":
                palette = np.frombuffer(body, np.uint8).reshape(-1, 3)
            elif kind == b"IDAT":
                packed += body
            elif kind == b"tEXt":
                key, _, text = body.partition(b"\0")
                self.texts[key.decode()] = text.decode("latin-1")
            at += 12 + length
        channels = {2: 3, 3: 1}[colour]
        lines = _unfilter(zlib.decompress(packed), height, width * channels * bits, channels * bits)
        if colour == 2:
            self.pixels = lines.reshape(height, width, 3)
            return
        expanded = np.unpackbits(lines, axis=1).reshape(height, -1, bits)
        numbers = expanded @ (1 << np.arange(bits - 1, -1, -1))
        self.pixels = palette[numbers[:, :width]]

    def origins(self):
        return [tuple(map(int, o.split(","))) for o in self.texts["Cells-Origin"].split()]

    def cells(self, panel, rows, columns):
        """The colours of a panel's cells, each from the middle of its cell."""
        (x, y), pitch = self.origins()[panel], int(self.texts["Cell-Size"])
        half = (pitch - 1) // 2
        return self.pixels[y + half :: pitch, x + half :: pitch][:rows, :columns]


def _unfilter(data, height, bits_of_line, bits_of_pixel):
    size, back = -(-bits_of_line // 8), max(1, bits_of_pixel // 8)
    raw = np.frombuffer(data, np.uint8).reshape(height, size + 1)
    lines = np.zeros((height, size), np.uint8)
    above = np.zeros(size, np.uint8)
    for y in range(height):
        kind, line = raw[y, 0], raw[y, 1:].copy()
        if kind == 1:
            for k in range(back):
                line[k::back] = np.cumsum(line[k::back], dtype=np.uint8)
        elif kind == 2:
            line += above
        elif kind in (3, 4):
            for x in range(size):
                a = int(line[x - back]) if x >= back else 0
                b, c = int(above[x]), int(above[x - back]) if x >= back else 0
                if kind == 3:
                    guess = (a + b) // 2
                else:
                    p = a + b - c
                    guess = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                line[x] = (int(line[x]) + guess) & 255
        lines[y] = above = line
    return lines


COLOURS = np.array(
    [[211, 211, 211], [0, 0, 139], [65, 105, 225], [135, 206, 235], [255, 165, 0], [178, 34, 34],
     [105, 105, 105]]
)  # of the values 0 to 5, and of all greater ones
