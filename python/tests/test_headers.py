"""What Python declares of the library against its C headers: names, arguments, types, layouts."""

import ctypes
import inspect
import re
import shutil
import subprocess

import pytest
from helpers import SOURCE

from stmask import _library, _patterns, analysis, loads, points

HEADERS = sorted((SOURCE / "include" / "stmask").glob("*.h"))
pytestmark = pytest.mark.skipif(not HEADERS, reason="needs the headers of the repository")
# Structures of which Python declares the beginning.
BEGINNINGS = {"stm_pattern", "stm_order"}


def declarations():
    """Every public function: its result, and its parameters, as the headers write them."""
    found = {}
    for header in HEADERS:
        text = re.sub(r"/\*.*?\*/", " ", header.read_text(), flags=re.S)
        text = re.sub(r"^\s*#.*?[^\\]$", "", text, flags=re.M)
        for match in re.finditer(r"\bSTM_(?:API|CHECKED)\b([^;{(]*?)\b(stm_\w+)\s*\(", text):
            depth, at, parameters, begin = 1, match.end(), [], match.end()
            while depth:
                depth += {"(": 1, ")": -1}.get(text[at], 0)
                if depth == 0 or depth == 1 and text[at] == ",":
                    parameters.append(" ".join(text[begin:at].split()))
                    begin = at + 1
                at += 1
            found[match[2]] = (
                " ".join(match[1].split()),
                [] if parameters == ["void"] else parameters,
            )
    return found


DECLARED = declarations() if HEADERS else {}
BOUND = {**_library.FUNCTIONS, **_library.FIGURE_FUNCTIONS, **_library.SWEEP_FUNCTIONS}


def kind_of_c(text):
    """What a parameter or result is, as far as passing it goes."""
    if "*" in text or "[" in text:
        return "pointer"
    words = [w for w in text.split() if w != "const"]
    kinds = {"void": "void", "double": "double", "bool": "bool", "int": "int", "size_t": "size_t",
             "int32_t": "int32", "int64_t": "int64"}
    structures = {"stm_rectangle", "stm_load_counts", "stm_distribution", "stm_colour",
                  "stm_raster_shape"}
    return kinds.get(words[0], words[0] if words[0] in structures else "int")  # an enumeration


def kind_of_python(kind):
    if kind is None:
        return "void"
    names = {ctypes.c_double: "double", ctypes.c_bool: "bool", ctypes.c_int64: "int64"}
    if kind in names:
        return names[kind]
    if kind is ctypes.c_size_t:
        return "size_t"
    if kind is ctypes.c_int:  # c_int32 is the same
        return "int"
    if issubclass(kind, ctypes.Structure):
        return kind.__name__
    return "pointer"


def test_the_headers_are_understood():
    assert len(DECLARED) > 100
    assert DECLARED["stm_version"] == ("const char *", [])
    assert len(DECLARED["stm_output_callback"][1]) == 4


@pytest.mark.parametrize("name", sorted(BOUND))
def test_functions_are_declared_as_in_the_headers(name):
    assert name in DECLARED, f"{name}: is in no header"
    result, parameters = DECLARED[name]
    python_result, *python_parameters = BOUND[name]
    assert len(python_parameters) == len(parameters), f"{name}({', '.join(parameters)})"
    for c, python in zip([result, *parameters], [python_result, *python_parameters]):
        wanted, kind = kind_of_c(c), kind_of_python(python)
        assert kind == ("int" if wanted == "int32" else wanted), f"{name}: {c}"


def structures():
    return [
        kind
        for module in (_library, _patterns)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, ctypes.Structure) and kind is not ctypes.Structure
        and kind.__module__ == module.__name__
    ]


def wanted_numbers():
    """Expressions of C, and what Python takes them for."""
    wanted = {}
    for kind in structures():
        name = kind.__name__
        for field, *_ in kind._fields_:
            wanted[f"offsetof({name}, {field})"] = getattr(kind, field).offset
            wanted[f"sizeof((({name} *)0)->{field})"] = getattr(kind, field).size
        if name not in BEGINNINGS:
            wanted[f"sizeof({name})"] = ctypes.sizeof(kind)
    wanted["sizeof(stm_plan_summary)"] = _library.SUMMARY.itemsize
    for field, (kind, offset, *_) in _library.SUMMARY.fields.items():
        wanted[f"offsetof(stm_plan_summary, {field})"] = offset
        for inner in kind.names or ():
            wanted[f"offsetof(stm_plan_summary, {field}.{inner})"] = offset + kind.fields[inner][1]
    for field, (_, offset, *_) in _library.STEP.fields.items():
        wanted[f"offsetof(stm_step, {field})"] = offset
    for module in (_library, _patterns):
        for name, value in vars(module).items():
            if name.startswith("STM_"):
                wanted[name] = value
    for prefix, names in [
        ("STM_POINTS_", points.RULES),
        ("STM_", analysis.LISTS),
        ("STM_", loads.MEASURES),
        ("STM_PARAMETER_", _patterns._TYPES),
    ]:
        wanted.update((prefix + name.upper(), k) for k, name in enumerate(names))
    wanted["STM_NUM_MEASURES"] = len(loads.MEASURES)
    wanted["STM_POINTS_NUM_RULES"] = len(points.RULES)
    return wanted


def test_structures_are_laid_out_as_in_the_headers(tmp_path):
    compiler = next(filter(None, map(shutil.which, ["cc", "gcc", "clang"])), None)
    if compiler is None:
        pytest.skip("needs a C compiler")
    wanted = wanted_numbers()
    lines = "".join(f"    P({expression})\n" for expression in wanted)
    source = tmp_path / "numbers.c"
    source.write_text(
        "#include <stddef.h>\n#include <stdio.h>\n\n"
        "#include <stmask/figure.h>\n#include <stmask/stmask.h>\n#include <stmask/sweep.h>\n\n"
        '#define P(x) printf("%lld\\n", (long long)(x));\n\n'
        f"int main(void)\n{{\n{lines}    return 0;\n}}\n"
    )
    program = tmp_path / "numbers"
    command = [compiler, "-std=c11", f"-I{SOURCE / 'include'}", str(source), "-o", str(program)]
    subprocess.run(command, check=True)
    printed = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout
    assert dict(zip(wanted, map(int, printed.split()))) == wanted


def test_the_versions_are_the_same():
    import stmask

    header = (SOURCE / "include" / "stmask" / "version.h").read_text()
    assert stmask.__version__ == re.search('STM_VERSION "(.*)"', header)[1]
