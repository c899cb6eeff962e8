"""The programs that come with the package, where it was built with cairo."""

from __future__ import annotations

import os
import sys
from typing import Sequence

from . import _library as c

NAMES = ("sparse_transformer_mask", "mask_resource_calculator", "stmask")


def program(name: str) -> str | None:
    """The file of a program, or None where it was not built."""
    path = os.path.join(c.NATIVE, name)
    return path if name in NAMES and os.access(path, os.X_OK) else None


def become(name: str, arguments: Sequence[str] | None = None) -> None:
    """Goes on as a program, with the arguments of this one by default. It does not return."""
    path = program(name)
    if path is None:
        print(f"{name}: was not built with this stmask, for want of cairo", file=sys.stderr)
        sys.exit(2)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(path, [name, *(sys.argv[1:] if arguments is None else arguments)])
