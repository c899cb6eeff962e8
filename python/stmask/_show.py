"""Showing pictures: in a notebook, or in a window where there is a display and matplotlib."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

# What matplotlib draws with where it opens no windows.
_FILES_ONLY = ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template")


def _notebook() -> Any:
    """IPython's display module in a notebook or a console with pictures, else None."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    import IPython.display

    return IPython.display


def _windows() -> Any:
    """matplotlib.pyplot where it opens windows, else None."""
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return None
    try:
        import matplotlib
        import matplotlib.pyplot as pyplot

        return None if matplotlib.get_backend().lower() in _FILES_ONLY else pyplot
    except Exception:  # whatever a broken display makes of it, there is nothing to show on
        return None


def can_show() -> bool:
    """Whether there is anything to show a picture on."""
    return _notebook() is not None or _windows() is not None


def show(picture: bytes) -> None:
    """Shows a PNG, in a window until that is closed."""
    display = _notebook()
    if display is not None:
        display.display(display.Image(data=picture))
        return
    pyplot = _windows()
    if pyplot is None:
        return
    pixels = pyplot.imread(io.BytesIO(picture), format="png")
    height, width = pixels.shape[:2]
    figure = pyplot.figure(figsize=(width / 192, height / 192), frameon=False)
    figure.add_axes((0, 0, 1, 1)).imshow(pixels, cmap="gray")
    figure.axes[0].set_axis_off()
    pyplot.show()
    pyplot.close(figure)
