"""Matrix products on systolic arrays by SCALE-Sim and by `stmask simulate`, with one configuration:
the cycles have to be equal, and the cycles that each simulates in a second are compared."""

import csv
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

CONFIGURATION = """[general]
run_name = run
[architecture_presets]
ArrayHeight: {height}
ArrayWidth: {width}
IfmapSramSzkB: 256
FilterSramSzkB: 256
OfmapSramSzkB: 256
IfmapOffset: 0
FilterOffset: 10000000
OfmapOffset: 20000000
Bandwidth : 10
Dataflow : {dataflow}
MemoryBanks: 1
ReadRequestBuffer: 32
WriteRequestBuffer: 32
[layout]
IfmapCustomLayout: False
IfmapSRAMBankBandwidth: 10
IfmapSRAMBankNum: 10
IfmapSRAMBankPort: 2
FilterCustomLayout: False
FilterSRAMBankBandwidth: 10
FilterSRAMBankNum: 10
FilterSRAMBankPort: 2
[sparsity]
SparsitySupport : false
SparseRep : ellpack_block
OptimizedMapping : false
BlockSize : 8
RandomNumberGeneratorSeed : 40
[run_presets]
InterfaceBandwidth: CALC
UseRamulatorTrace: False
"""
# Queries, keys, head_dim; the array.
PRODUCTS = [(43, 106, 17, 16, 16), (256, 128, 64, 32, 32), (200, 300, 96, 8, 24), (1024, 1024, 64, 32, 32)]
RUNS = 3


def timed(command, folder):
    """The standard output, and the median of the seconds that the whole process takes."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        seconds.append(time.perf_counter() - start)
    return done.stdout, statistics.median(seconds)


def scale_sim(folder):
    command = [sys.executable, "-m", "scalesim.scale", "-c", "machine.cfg", "-t", "product.csv",
               "-l", "layout.csv", "-p", "out", "-i", "gemm"]
    _, seconds = timed(command, folder)
    with open(next(Path(folder, "out").rglob("COMPUTE_REPORT.csv"))) as report:
        row = next(csv.DictReader(report, skipinitialspace=True))
    return int(float(row["Total Cycles"])), float(row["Mapping Efficiency %"]), seconds


def ours(stmask, folder, m, n, k):
    command = [stmask, "simulate", "dense", "--size", str(max(m, n)), "--queries", f"0:{m}", "--keys", f"0:{n}",
               "--machine", "./machine.cfg", "--set", f"head_dim={k}", "--json"]
    text, seconds = timed(command, folder)
    found = json.loads(text)
    return found["total_cycles"], 100 * found["mapping_efficiency"], seconds


def main():
    stmask, equal, ratios = sys.argv[1], True, []
    version = subprocess.run([stmask, "--version"], capture_output=True, text=True).stdout.split()[-1]
    print(f"stmask {version}, SCALE-Sim {metadata.version('scalesim')}, numpy {metadata.version('numpy')}, "
          f"Python {platform.python_version()}; seconds of a whole process, medians of {RUNS}\n")
    print("| product | array | cycles of both | SCALE-Sim, s | stmask, s | cycles a second, ratio |")
    print("|---|---|---|---|---|---|")
    for m, n, k, height, width in PRODUCTS:
        for dataflow in "os", "ws", "is":
            with tempfile.TemporaryDirectory() as folder:
                Path(folder, "machine.cfg").write_text(
                    CONFIGURATION.format(height=height, width=width, dataflow=dataflow))
                Path(folder, "product.csv").write_text(f"Layer,M,N,K,\na,{m},{n},{k},\n")
                Path(folder, "layout.csv").write_text("Layer,\n")
                theirs, mapped, slow = scale_sim(folder)
                cycles, efficiency, fast = ours(stmask, folder, m, n, k)
            same = theirs == cycles and abs(mapped - efficiency) < 1e-9
            equal, ratios = equal and same, ratios + [slow / fast]
            print(f"| {m} x {n} x {k} | {height} x {width} {dataflow} | {cycles if same else (theirs, cycles)} | "
                  f"{slow:.2f} | {fast:.4f} | {slow / fast:.0f} |")
    # Beyond what SCALE-Sim can do in a day: the masks of a million tokens.
    start = time.perf_counter()
    text = subprocess.run([stmask, "simulate", "strided:window_size=1024,stride=1024", "--size", "1Mi", "--machine",
                           "pe_row", "--set", "pes=1024", "--json"], check=True, capture_output=True, text=True).stdout
    seconds = time.perf_counter() - start
    cycles = json.loads(text)["total_cycles"]
    rate = theirs / slow
    print(f"\nstrided attention of 2^20 tokens on 1024 PEs: {cycles} cycles in {seconds:.3f} s, "
          f"{cycles / seconds:.3g} a second; SCALE-Sim in the last product {rate:.3g} a second: "
          f"{cycles / seconds / rate:.3g} times as many")
    if not equal:
        sys.exit("machine.py: cycles or mapping efficiencies differ")


if __name__ == "__main__":
    main()
