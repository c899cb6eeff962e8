"""Puts the explorer into one file: pack.py STMASK.WASM EXPLORER.HTML

The page works from file://, where browsers load no modules: so the modules beside this file become
two scripts, of the page and of its worker, and the WebAssembly is deflated and written in base64.
"""

import base64
import pathlib
import re
import sys
import zlib

MOST = 200_000  # bytes of the deflated WebAssembly
HERE = pathlib.Path(__file__).parent


def script(*names):
    """Modules one after the other, each after what it imports, without imports and exports."""
    parts = []
    for name in names:
        text = (HERE / name).read_text(encoding="utf-8")
        text = re.sub(r"^import [^;]*;\n", "", text, flags=re.MULTILINE)
        parts.append(re.sub(r"^export (default )?", "", text, flags=re.MULTILINE))
    text = '"use strict";\n' + "".join(parts)
    if "</script" in text:
        sys.exit("pack.py: a script holds </script")
    return text


def main():
    code = pathlib.Path(sys.argv[1]).read_bytes()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(code) + packer.flush()
    print(f"stmask.wasm: {len(code)} bytes, {len(packed)} as it is shipped")
    if len(packed) > MOST:
        sys.exit(f"pack.py: {len(packed)} bytes of WebAssembly: must be at most {MOST}")
    page = (HERE / "explorer.html").read_text(encoding="utf-8")
    for mark, text in {
        "/*STYLE*/": (HERE / "explorer.css").read_text(encoding="utf-8"),
        "/*WORKER*/": script("wasi.js", "core.js", "buffer.js", "worker.js"),
        "/*WASM*/": base64.b64encode(packed).decode(),
        "/*PAGE*/": script(*PAGE),
    }.items():
        if page.count(mark) != 1:
            sys.exit(f"pack.py: explorer.html must have {mark} once")
        page = page.replace(mark, text)
    pathlib.Path(sys.argv[2]).write_text(page, encoding="utf-8")
    print(f"{sys.argv[2]}: {len(page.encode())} bytes")


PAGE = ("client.js", "palette.js", "view.js", "spec.js", "player.js", "files.js", "page.js")

if __name__ == "__main__":
    main()
