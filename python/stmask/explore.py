"""The explorer: a page that shows a mask at any size, in a notebook or from a file."""

from __future__ import annotations

import html
import json
import os
import tempfile
from pathlib import Path

from ._core import MaskCore
from ._errors import Error, integer
from .exchange import export

_PLACE = '<script id="state" type="application/json">{}</script>'
_MOST_BYTES = 16 << 20  # of a mask that has no spec, as runs


def _page() -> str:
    here = Path(__file__).resolve().parent
    named = os.environ.get("STMASK_EXPLORER")
    places = [here / "share/stmask/explorer.html", here.parents[1] / "build/web/explorer.html"]
    for place in [Path(named)] if named else places:
        if place.is_file():
            page = place.read_text(encoding="utf-8")
            if _PLACE not in page:
                raise Error(f"{place}: is no page of the explorer, or another version's")
            return page
    raise Error(
        f"STMASK_EXPLORER={named}: there is no such file"
        if named
        else "the explorer's page is not installed: build it by bash scripts/build_web.sh in a copy "
        "of the repository, or name it in STMASK_EXPLORER"
    )


def _as_runs(mask: MaskCore) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mask.json"
        if export([mask], path, "runs").bytes > _MOST_BYTES:
            raise Error("the mask has no spec, and too many runs for a page")
        return path.read_text(encoding="utf-8")


class Explorer:
    """A page with a mask in it; a notebook shows it, and `save` makes a file that opens anywhere."""

    def __init__(self, page: str, height: int):
        self.html = page
        """The page: everything is in it, and it asks for nothing else."""
        self.height = height
        """Of the frame in a notebook, in pixels."""

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the page into a file."""
        Path(path).write_text(self.html, encoding="utf-8")

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{html.escape(self.html)}" title="stmask explorer" '
            f'style="width: 100%; height: {self.height}px; border: 0"></iframe>'
        )


def explore(mask: MaskCore, *, height: int = 900) -> Explorer:
    """The explorer with a mask in it: to pan and zoom, from all of it to a cell, and to play plans.

    A part of a mask and one that has no spec go into the page as runs. A spec's own files do not:
    drop them on the page. Error where the page is not installed.
    """
    size = max(mask.size, 1)
    state: dict[str, object] = {"mode": "one", "spec": mask.spec, "size": str(size)}
    if mask.spec is None or mask.shape != (size, size):
        state.update(spec="file:path=mask.json", size="", files={"mask.json": _as_runs(mask)})
    text = json.dumps(state).replace("<", "\\u003c")
    page = _page().replace(_PLACE, _PLACE.replace("{}", text))
    return Explorer(page, integer("height", height))
