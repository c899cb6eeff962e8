"""Sparse transformer attention masks: made, measured, drawn and costed.

    >>> import stmask
    >>> mask = stmask.Mask("strided:window_size=64,stride=64", size=1048576)
    >>> mask.count(), round(mask.sparsity(), 4)
    (8656517152, 0.9921)

Masks are rules, never arrays of cells, so that their size costs nothing until one asks for an
array. This is a thin face of the C library libstmask; its calls let other threads run.
"""

from . import _library
from ._core import Rectangle
from ._errors import Error
from .analysis import Analysis
from .attend import Attention, attention
from .compose import Diff, MaskSet, Reach, diff, reach
from .exchange import Exported, Format, HeadScore, export, formats, score
from .explore import Explorer, explore
from .files import read
from .hardware import Machine, Simulation, simulate
from .loads import Bounds, Counts, Distribution, Loads, lower_bounds
from .mask import Mask, Statistics
from .model import Cost, Layer, Model
from ._patterns import Order, Parameter, Pattern, orders, patterns
from .picture import draw, has_figures, preview
from .plan import Plan, Step
from .points import Verdict, check_points
from .reader import Reader
from .sharding import Shard, shard
from .sweep import Column, Sweep, SweepSummary, has_sweeps, sweep

__version__: str = _library.library.stm_version().decode()

__all__ = [
    "Analysis",
    "Attention",
    "Bounds",
    "Column",
    "Cost",
    "Counts",
    "Diff",
    "Distribution",
    "Error",
    "Exported",
    "Explorer",
    "Format",
    "HeadScore",
    "Layer",
    "Loads",
    "Machine",
    "Mask",
    "MaskSet",
    "Model",
    "Order",
    "Parameter",
    "Pattern",
    "Plan",
    "Reach",
    "Reader",
    "Rectangle",
    "Shard",
    "Simulation",
    "Statistics",
    "Sweep",
    "SweepSummary",
    "Step",
    "Verdict",
    "attention",
    "check_points",
    "diff",
    "explore",
    "export",
    "formats",
    "draw",
    "has_figures",
    "has_sweeps",
    "lower_bounds",
    "orders",
    "patterns",
    "preview",
    "reach",
    "read",
    "score",
    "shard",
    "simulate",
    "sweep",
]
