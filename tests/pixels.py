"""Charts read back from PNG, with the standard library alone: their pixels, their frame, and how
high a series stands above the lower axis in every column of pixels."""

import struct
import zlib

DARKBLUE, ORANGE, FIREBRICK = (0, 0, 139), (255, 165, 0), (178, 34, 34)


class Picture:
    def __init__(self, path):
        data = open(path, "rb").read()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", path
        at, packed, self.palette = 8, b"", None
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at : at + 8])
            body = data[at + 8 : at + 8 + size]
            if kind == b"IHDR":
                self.width, self.height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
                assert bits == 8 and interlaced == 0, "a PNG of another kind"
                self.each = {0: 1, 2: 3, 3: 1, 6: 4}[colour]
            elif kind == b"PLTE":
                self.palette = [tuple(body[k : k + 3]) for k in range(0, size, 3)]
            elif kind == b"IDAT":
                packed += body
            at += 12 + size
        self.rows = self._unfilter(zlib.decompress(packed))

    def _unfilter(self, raw):
        stride, each = self.width * self.each, self.each
        before, rows = bytearray(stride), []
        for y in range(self.height):
            kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
            for k in range(stride) if kind else ():
                left = line[k - each] if k >= each else 0
                corner = before[k - each] if k >= each else 0
                up = before[k]
                guess = (left, up, (left + up) // 2, 0)[kind - 1]
                if kind == 4:
                    p = left + up - corner
                    guess = min((abs(p - left), 0, left), (abs(p - up), 1, up), (abs(p - corner), 2, corner))[2]
                line[k] = (line[k] + guess) & 255
            rows.append(line)
            before = line
        return rows

    def pixel(self, x, y):
        if self.palette is not None:
            return self.palette[self.rows[y][x]]
        at = x * self.each
        return tuple(self.rows[y][at : at + 3]) if self.each >= 3 else (self.rows[y][x],) * 3

    def count(self, colour, far=30):
        near = lambda c: all(abs(a - b) <= far for a, b in zip(c, colour))
        return sum(near(self.pixel(x, y)) for y in range(self.height) for x in range(self.width))

    def frame(self):
        """Left, top, right, bottom of the plot: between its black lines."""
        black = lambda x, y: max(self.pixel(x, y)) < 40
        lines = [y for y in range(self.height) if sum(black(x, y) for x in range(0, self.width, 3)) > self.width / 6]
        middle = (lines[0] + lines[-1]) // 2
        posts = [x for x in range(self.width)
                 if black(x, middle) and all(black(x, y) for y in range(lines[0], lines[-1], 7))]
        inner = lambda at: (max(a for a in at if a < sum(at) / len(at)), min(a for a in at if a > sum(at) / len(at)))
        (left, right), (top, bottom) = inner(posts), inner(lines)
        return left + 1, top + 1, right - 1, bottom - 1

    def heights(self, colour, far=60):
        """Of every column of the plot: how high the colour reaches, from 0 to 1, or None."""
        left, top, right, bottom = self.frame()
        found = []
        for x in range(left, right + 1):
            ys = [y for y in range(top, bottom + 1)
                  if all(abs(a - b) <= far for a, b in zip(self.pixel(x, y), colour))]
            found.append((bottom - ys[0]) / (bottom - top) if ys else None)
        return found
