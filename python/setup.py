"""Builds the C library with CMake and puts it, and the programs, into the package.

STMASK_FIGURE=OFF in the environment leaves out what needs cairo: labelled pictures and programs.
STMASK_SWEEP=OFF leaves out what needs SQLite: sweeps, and the programs, too.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:  # setuptools before 70.1
    from wheel.bdist_wheel import bdist_wheel

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parent
PROGRAMS = ["sparse_transformer_mask", "mask_resource_calculator", "stmask"]


def version():
    header = SOURCES / "include" / "stmask" / "version.h"
    if not header.is_file():
        sys.exit(
            f"setup.py: {SOURCES} has no C sources of stmask; build in a copy of the repository, "
            "and hand on the wheel that `pip wheel ./python` makes"
        )
    return re.search(r'STM_VERSION "(.*)"', header.read_text())[1]


def has(switch, what, modules):
    """Whether a part is to be built: where pkg-config finds its modules, unless its switch says no."""
    wanted = os.environ.get(switch, "").upper()
    if wanted in ("OFF", "0", "NO", "FALSE"):
        return False
    command = [os.environ.get("PKG_CONFIG", "pkg-config"), "--exists", modules]
    try:
        found = subprocess.run(command, check=False).returncode == 0
    except OSError:
        found = False
    if wanted and not found:
        sys.exit(f"setup.py: {switch} is on, and pkg-config finds no {what}")
    return found


class build_native(build_py):
    """Besides the modules: the library, and the programs where there are cairo and SQLite."""

    def run(self):
        if not self.editable_mode:  # no module of an earlier build may get into this one
            shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        package = HERE if self.editable_mode else Path(self.build_lib)
        self.put_native(package / "stmask" / "native")

    def put_native(self, folder):
        if shutil.which("cmake") is None:
            sys.exit("setup.py: cmake is missing; stmask is compiled with it (3.22 or later)")
        figure = has("STMASK_FIGURE", "cairo", "cairo >= 1.14 cairo-ft fontconfig")
        sweep = has("STMASK_SWEEP", "SQLite", "sqlite3 >= 3.24")
        programs = figure and sweep
        build = HERE / "build" / ("native" + "_plain" * (not figure) + "_no_sweeps" * (not sweep))
        prefix = build / "prefix"
        subprocess.run(
            ["cmake", "-S", str(SOURCES), "-B", str(build), "-DCMAKE_BUILD_TYPE=Release",
             "-DCMAKE_INSTALL_LIBDIR=lib", "-DCMAKE_INSTALL_BINDIR=bin",
             f"-DSTMASK_FIGURE={'ON' if figure else 'OFF'}",
             f"-DSTMASK_SWEEP={'ON' if sweep else 'OFF'}"],
            check=True,
        )
        jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL") or str(min(os.cpu_count() or 1, 8))
        subprocess.run(["cmake", "--build", str(build), "--parallel", jobs], check=True)
        shutil.rmtree(prefix, ignore_errors=True)
        subprocess.run(
            ["cmake", "--install", str(build), "--prefix", str(prefix)],
            check=True, stdout=subprocess.DEVNULL,
        )
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # A wheel has no links: each library goes by the name that others look it up by.
        major = version().split(".")[0]
        for name in ["stmask"] + ["stmask_figure"] * figure + ["stmask_sweep"] * sweep:
            shutil.copy(prefix / "lib" / f"lib{name}.so", folder / f"lib{name}.so.{major}")
        for name in PROGRAMS * programs:
            shutil.copy(prefix / "bin" / name, folder / name)
        # Where the programs look for machines: share/ beside their folder.
        share = folder.parent / "share"
        shutil.rmtree(share, ignore_errors=True)
        shutil.copytree(prefix / "share" / "stmask" / "machines", share / "stmask" / "machines")
        # The explorer, where scripts/build_web.sh has made it.
        if (prefix / "share" / "stmask" / "explorer.html").is_file():
            shutil.copy(prefix / "share" / "stmask" / "explorer.html", share / "stmask")

    def get_outputs(self, include_bytecode=True):
        package = Path(self.build_lib) / "stmask"
        share = package / "share" / "stmask"
        return super().get_outputs(include_bytecode) + [
            str(path)
            for folder in (package / "native", share, share / "machines")
            for path in folder.glob("*")
            if path.is_file()
        ]


class platform_wheel(bdist_wheel):
    """A wheel for one platform and any Python: the library is loaded, not linked with Python."""

    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


class platform_distribution(Distribution):
    def has_ext_modules(self):
        return True


setup(
    version=version(),
    cmdclass={"build_py": build_native, "bdist_wheel": platform_wheel},
    distclass=platform_distribution,
)
