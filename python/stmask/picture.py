"""Pictures of masks: labelled, a pixel a cell, and of characters."""

from __future__ import annotations

import ctypes
import math
import os
import pathlib
from typing import Any, Mapping, Optional, Sequence

from . import _library as c
from ._core import MaskCore
from ._errors import Error, check, integer, text
from ._output import Write, to_bytes, to_file
from .colours import Colour, of_values

lib = c.library

Colours = Optional[Sequence[Any]]
"""The colours of the values 0, 1, ...: names of CSS, "#rrggbb", or (red, green, blue) from 0 to 1."""

FORMATS = {"png": c.STM_FIGURE_PNG, "svg": c.STM_FIGURE_SVG, "pdf": c.STM_FIGURE_PDF}
PREVIEWS = {
    "plain": c.STM_PREVIEW_PLAIN,
    "256": c.STM_PREVIEW_256,
    "24bit": c.STM_PREVIEW_24BIT,
}
NO_FIGURES = "this stmask was built, or runs, without cairo"


# The blocks along a side of a picture of shares: about a pixel each.
BLOCKS, BLOCKS_OF_SEVERAL = 1024, 640


def has_figures() -> bool:
    """Whether labelled pictures can be drawn, which takes cairo."""
    return c.figure_library is not None


def draw(
    masks: Sequence[MaskCore],
    path: str | os.PathLike[str] | None = None,
    *,
    titles: Sequence[str | None] | None = None,
    title: str | None = None,
    sparsities: Sequence[float | None] | None = None,
    format: str | None = None,
    full: bool | None = None,
    bare: bool = False,
    full_limit: int | None = None,
    colours: Colours = None,
    names: Mapping[int, str] | None = None,
) -> bytes | None:
    """Draws masks side by side: into a file or, without a path, as the bytes that are returned.

    `titles` stand above the masks and `title` above them all; `sparsities` (fractions) are written
    below the titles: those of the masks by default, none where they are None. `format` is "png",
    "svg" or "pdf", by default that of the path's suffix, else png.

    A labelled picture has axes, a legend and cells of a pixel or many; of more than 4096 queries or
    keys it shows the shares of seen cells in blocks. A `full` one has a pixel a cell, below its
    titles or, `bare`, nothing else; beyond `full_limit` cells a side (16384) a pixel is the share of
    seen cells in a square. None stands for labelled, but for full where a mask of more than 4096
    shall have `colours`, `names` or a `full_limit`. Without cairo all pictures are bare.

    `colours` are those of the values 0, 1, 2, ...: names of CSS, "#rrggbb" or shares of red, green
    and blue; `names` are what the legend says of them. By default both are the library's.
    """
    masks = list(masks)
    if not masks:
        raise Error("picture of no masks: must have one or more")
    above: list[str | None] = [None] * len(masks) if titles is None else list(titles)
    shares = [m.sparsity() for m in masks] if sparsities is None else list(sparsities)
    if len(above) != len(masks) or len(shares) != len(masks):
        raise Error(f"titles and sparsities: must be {len(masks)}, one for each mask")
    form = _format(path, format)
    own = not (colours is None and names is None and full_limit is None)
    labelled = not full and not bare and (full is False or _fit_labels(masks) or not own)
    if labelled and has_figures() and colours is not None and not _fit_labels(masks):
        raise Error(
            f"colours: a labelled picture of more than {c.STM_RASTER_MAX} tokens a side shows shares "
            "of seen cells, which have their own; full=True draws cells"
        )
    if (labelled or form != "png") and not has_figures():
        if form != "png":
            raise Error(f"{form}: needs cairo, and {NO_FIGURES}")
        labelled = False
    if form != "png" and not labelled:
        raise Error(f"{form}: a full picture is a png only")
    parts = _Parts(masks, above, title, shares, of_values(colours), names)
    if labelled:
        write = _labelled(parts, FORMATS[form])
    else:
        write = _full(parts, bare or not has_figures(), full_limit)
    try:
        if path is None:
            return to_bytes(write)
        to_file(path, write)
        return None
    finally:
        parts.free()


def preview(
    masks: Sequence[MaskCore],
    titles: Sequence[str | None] | None = None,
    columns: int = 80,
    colours: str = "plain",
) -> str:
    """Masks side by side as characters, for a terminal of so many columns.

    `colours` are "plain" (ASCII), "256" or "24bit" (half blocks, with escape sequences).
    """
    if colours not in PREVIEWS:
        raise Error(f"colours {colours!r}: must be one of {', '.join(PREVIEWS)}")
    names = [m.spec for m in masks] if titles is None else list(titles)
    if len(names) != len(masks):
        raise Error(f"titles: must be {len(masks)}, one for each mask")
    options = c.stm_preview_options(integer("columns", columns, 1), 0, PREVIEWS[colours])
    pointers, num = _pointers([m._pointer for m in masks]), len(masks)
    of_panels = _texts(names)
    return to_bytes(
        lambda output, error: lib.stm_preview_write(
            pointers, of_panels, num, output, ctypes.byref(error), ctypes.byref(options)
        )
    ).decode()


def _format(path: str | os.PathLike[str] | None, format: str | None) -> str:
    if format is None:
        suffix = "" if path is None else pathlib.PurePath(os.fsdecode(path)).suffix.lower()
        if path is not None and suffix[1:] not in FORMATS:
            raise Error(f"{os.fsdecode(path)}: must end in .png, .svg or .pdf")
        return suffix[1:] or "png"
    if format not in FORMATS:
        raise Error(f"format {format!r}: must be png, svg or pdf")
    return format


def _fit_labels(masks: Sequence[MaskCore]) -> bool:
    return all(max(mask.shape) <= c.STM_RASTER_MAX for mask in masks)


def _pointers(pointers: Sequence[int]) -> Any:
    return (ctypes.c_void_p * len(pointers))(*pointers)


def _texts(texts: Sequence[str | None]) -> Any:
    encoded = [None if t is None else text("title", t) for t in texts]
    return (ctypes.c_char_p * len(encoded))(*encoded)


class _Parts:
    """What pictures are made of, in the library's terms."""

    def __init__(
        self,
        masks: list[MaskCore],
        titles: list[str | None],
        title: str | None,
        sparsities: Sequence[float | None],
        colours: list[Colour] | None,
        names: Mapping[int, str] | None,
    ):
        self.masks, self.num = masks, len(masks)
        self.pointers = _pointers([mask._pointer for mask in masks])
        self.titles = _texts(titles)
        self.title = None if title is None else text("title", title)
        self.sparsities = (ctypes.c_double * self.num)(
            *(math.nan if share is None else share for share in sparsities)
        )
        self.colours: Any = None
        if colours is not None:
            own = (c.stm_colour(*one) for one in colours)
            self.colours = (c.stm_colour * c.STM_NUM_COLOURS)(*own)
        self.names: c.stm_legend | None = None
        if names is not None:
            self.names = c.stm_legend()
            for value, name in names.items():
                if not 0 <= value < c.STM_NUM_COLOURS:
                    raise Error(f"names: value {value} must be from 0 to {c.STM_NUM_COLOURS - 1}")
                lib.stm_legend_add(ctypes.byref(self.names), value, text("name", name))
        self.rasters: list[ctypes.c_void_p] = []

    def panels(self) -> Any:
        panels = (c.stm_panel * self.num)()
        cells, side = _fit_labels(self.masks), BLOCKS if self.num == 1 else BLOCKS_OF_SEVERAL
        for k, mask in enumerate(self.masks):
            raster, error = ctypes.c_void_p(), c.stm_error()
            made, failed = ctypes.byref(raster), ctypes.byref(error)
            if cells:
                status = lib.stm_raster_new(mask._pointer, made, failed)
            else:
                status = lib.stm_raster_of_shares(mask._pointer, side, 0, made, failed, None)
            check(status, error)
            self.rasters.append(raster)
            panels[k] = c.stm_panel(raster, self.titles[k], self.sparsities[k])
        return panels

    def legend(self) -> c.stm_legend:
        if self.names is not None:
            return self.names
        legend, error = c.stm_legend(), c.stm_error()
        for mask in self.masks:
            status = lib.stm_legend_add_mask(
                ctypes.byref(legend), mask._pointer, ctypes.byref(error)
            )
            check(status, error)
        return legend

    def free(self) -> None:
        for raster in self.rasters:
            lib.stm_raster_free(raster)


def _labelled(parts: _Parts, format: int) -> Write:
    figure = c.figure_library
    assert figure is not None
    legend = None if parts.names is None else ctypes.pointer(parts.names)
    options = c.stm_figure_options(format, parts.title, parts.colours, legend)

    def write(output: int, error: c.stm_error) -> int:
        panels = parts.panels()
        return int(
            figure.stm_figure_draw(
                panels, parts.num, output, ctypes.byref(error), ctypes.byref(options)
            )
        )

    return write


def _full(parts: _Parts, bare: bool, full_limit: int | None) -> Write:
    options = c.stm_full_options(
        0 if full_limit is None else integer("full_limit", full_limit, 1),
        None,
        parts.titles[0] if parts.num == 1 and parts.title is None else parts.title,
        None,
        parts.colours,
    )

    def write(output: int, error: c.stm_error) -> int:
        figure = None if bare else c.figure_library
        heading = None if figure is None else _heading(parts, options, figure)
        try:
            if figure is not None:
                options.heading = figure.stm_figure_heading_pixels(heading)
            return int(
                lib.stm_full_picture_write(
                    parts.pointers, parts.num, output, ctypes.byref(error), ctypes.byref(options)
                )
            )
        finally:
            if figure is not None:
                figure.stm_figure_heading_free(heading)

    return write


def _heading(
    parts: _Parts, options: c.stm_full_options, figure: ctypes.CDLL
) -> ctypes.c_void_p:
    """What stands above the cells of a full picture."""
    layout, panels = c.stm_full_layout(), (c.stm_full_panel * parts.num)()
    error, heading = c.stm_error(), ctypes.c_void_p()
    status = lib.stm_full_layout_make(
        parts.pointers, parts.num, ctypes.byref(layout), panels, ctypes.byref(error),
        ctypes.byref(options),
    )
    check(status, error)
    legend = None if layout.density else ctypes.pointer(parts.legend())
    alone = parts.num == 1 and parts.title is None
    heading_text = c.stm_heading_text(
        options.title, None if alone else parts.titles, parts.sparsities, legend, parts.colours
    )
    status = figure.stm_figure_heading_new(
        ctypes.byref(layout), panels, parts.num, ctypes.byref(heading_text), ctypes.byref(heading),
        ctypes.byref(error),
    )
    check(status, error)
    return heading
