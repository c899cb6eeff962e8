"""Machines, and what they do with a mask: cycles, words, utilisation, energy."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._core import MaskCore
from ._errors import check, integer, readable, text
from ._handle import Handle, copy
from ._progress import Progress, Watch

lib = c.library

STAGE = np.dtype(c.stm_stage)
_FOLDER = Path(__file__).parent / "share" / "stmask" / "machines"


def _words(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


class Machine(Handle):
    """A machine, from its file or by the name of one that comes with stmask.

    >>> machine = stmask.Machine("npu", pes=64, head_dim=128)
    >>> stmask.simulate(stmask.Mask("strided", size=16384), machine, heads=8).total_cycles
    """

    def __init__(self, machine: str | os.PathLike[str], **keys: Any):
        """Reads the file where the name has a `.` or a `/`; keys take the place of the file's."""
        name = os.fspath(machine)
        if not isinstance(machine, str) or "." in name or "/" in name:
            path, call = readable(machine), lib.stm_machine_read
        elif (_FOLDER / f"{name}.ini").is_file():
            path, call = os.fsencode(_FOLDER / f"{name}.ini"), lib.stm_machine_read
        else:
            path, call = text("machine", name), lib.stm_machine_open
        settings = [text("key", f"{key}={value}") for key, value in keys.items()]
        pointer, error = ctypes.c_void_p(), c.stm_error()
        options = c.stm_machine_options((ctypes.c_char_p * len(settings))(*settings), len(settings))
        status = call(path, ctypes.byref(pointer), ctypes.byref(error), ctypes.byref(options))
        check(status, error)
        assert pointer.value is not None
        super().__init__(pointer.value, lib.stm_machine_free)
        self._settings = lib.stm_machine_describe(pointer.value).contents

    @property
    def name(self) -> str:
        return str(self._settings.name.decode())

    @property
    def partition(self) -> str:
        """How it deals the work to its PEs."""
        return str(self._settings.partition.decode())

    @property
    def settings(self) -> dict[str, Any]:
        """All its values, as `stm_machine_settings` of stmask/hardware.h names them."""
        names = [name for name, _kind in c.stm_machine_settings._fields_]
        values = {name: getattr(self._settings, name) for name in names}
        return {k: _words(v) if isinstance(v, bytes) else v for k, v in values.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        """What of its file was passed over."""
        num = lib.stm_machine_notes(self._pointer)
        return tuple(lib.stm_machine_note(self._pointer, k).decode() for k in range(num))

    def __repr__(self) -> str:
        return f"<stmask.Machine {self.name}: partition {self.partition}, {self._settings.pes} PEs>"


class Words(NamedTuple):
    """Words by operand."""

    queries: int
    keys: int
    values: int
    scores: int
    outputs: int


class Energy(NamedTuple):
    """By part, in the unit of the machine's preset; 0 where it has none."""

    macs: float
    registers: float
    network: float
    buffers: float
    dram: float
    total: float


class Simulation(NamedTuple):
    """What a machine does with a mask. Counts are exact."""

    nonzeros: int
    """Of the mask, which each head has."""
    stages: int
    """Of one head."""
    with_values: bool
    total_cycles: int
    compute_cycles: int
    load_cycles: int
    stall_cycles: int
    pes: int
    macs: int
    utilisation_overall: float
    """Of PEs times total cycles."""
    utilisation_compute: float
    mapping_efficiency: float | None
    """Of an array: the PEs that its folds use."""
    peak_words: float
    mean_words: float
    dram_reads: Words
    dram_writes: Words
    sram: Words
    network_words: int
    energy: Energy
    intensity: float
    """MACs a word that is loaded."""
    balance: float
    """The intensity above which the PEs are the limit; 0 where loads take no time."""
    peak: float
    attainable: float
    achieved: float
    pe_utilisation: npt.NDArray[np.float64]
    """Of every PE, of all cycles; empty where the partition does not say which PE does what."""
    trace: npt.NDArray[Any]
    """A structured array of the stages of one head, where it was asked for; else empty."""
    notes: tuple[str, ...]


def simulate(
    mask: MaskCore,
    machine: Machine | str | os.PathLike[str],
    *,
    heads: int = 1,
    kv_heads: int | None = None,
    batch: int = 1,
    with_values: bool = False,
    trace: bool = False,
    progress: Progress = None,
) -> Simulation:
    """Simulates a machine on a mask that all heads share.

    With fewer `kv_heads`, heads that share keys are computed together. `trace` keeps the stages.
    """
    if not isinstance(machine, Machine):
        machine = Machine(machine)
    stages: list[bytes] = []
    failure: list[BaseException] = []

    def keep(_context: Any, stage: Any) -> int:
        try:
            stages.append(bytes(stage.contents))
            return 0
        except BaseException as raised:  # it goes on below, past the library
            failure.append(raised)
            return 1

    watch, error, pointer = Watch(progress), c.stm_error(), ctypes.c_void_p()
    options = c.stm_simulation_options(
        integer("heads", heads, 1),
        0 if kv_heads is None else integer("kv_heads", kv_heads, 1),
        integer("batch", batch, 1),
        with_values,
        c.TRACE(keep) if trace else c.TRACE(),
        None,
        watch.pointer,
    )
    status = lib.stm_simulation_new(
        mask._pointer,
        machine._pointer,
        ctypes.byref(pointer),
        ctypes.byref(error),
        ctypes.byref(options),
    )
    if failure:
        raise failure[0]
    watch.check(status, error)
    assert pointer.value is not None
    try:
        return _simulation(pointer.value, stages)
    finally:
        lib.stm_simulation_free(pointer.value)


def _simulation(pointer: int, stages: list[bytes]) -> Simulation:
    s = lib.stm_simulation_summarise(pointer).contents
    values: dict[str, Any] = {
        name: getattr(s, name) for name, _kind in c.stm_simulation_summary._fields_
    }
    for name, kind in (("dram_reads", Words), ("dram_writes", Words), ("sram", Words)):
        values[name] = kind(*(getattr(values[name], field) for field in kind._fields))
    values["energy"] = Energy(*(getattr(s.energy, field) for field in Energy._fields))
    if s.mapping_efficiency < 0:
        values["mapping_efficiency"] = None
    busy = lib.stm_simulation_busy(pointer)
    cycles = copy(busy, s.pes if busy else 0, np.dtype(np.int64))
    notes = []
    while (note := lib.stm_simulation_note(pointer, len(notes))) is not None:
        notes.append(note.decode())
    return Simulation(
        **values,
        pe_utilisation=cycles / max(s.total_cycles, 1),
        trace=np.frombuffer(b"".join(stages), STAGE).copy(),
        notes=tuple(notes),
    )
