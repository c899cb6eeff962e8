"""The explorer in headless Chromium: check_web.py EXPLORER.HTML BIN SOURCE [--only NAME]

Golden masks and plans, pictures and loads against the library's own definitions, sentences against
those of the programs, keys, layout, memory, and random calls across the boundary. No console may
say a word. Figures of time are printed, and judged by nobody.
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse
import zipfile

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

PAGE, BIN, SOURCE = (pathlib.Path(p).resolve() for p in sys.argv[1:4])
DATA = SOURCE / "tests" / "data"

HASH = """
const hash = async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
    .map((b) => b.toString(16).padStart(2, "0")).join("");
"""


class Browser:
    def __init__(self):
        options = Options()
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--hide-scrollbars", "--enable-precise-memory-info", "--js-flags=--expose-gc",
        ):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_script_timeout(120)

    def open(self, width=1280, height=900, **state):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        self.driver.get("about:blank")
        self.driver.get(PAGE.as_uri() + "#" + urllib.parse.urlencode(state))
        for _ in range(600):
            if self.run("return document.documentElement.dataset.ready") == "yes":
                return
            time.sleep(0.05)
        raise AssertionError("the page is not ready: " + str(self.driver.get_log("browser")))

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, script, *arguments):
        """Runs the body of an asynchronous function and gives what it returns."""
        answer = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];" + HASH +
            "(async (args) => {" + script + "})([...arguments].slice(0, -1))"
            ".then((value) => done({ value }), (error) => done({ error: String(error.stack) }));",
            *arguments)
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer.get("value")

    def drop(self, name, data):
        self.wait("const [name, data] = args; await explorer.drop(new File([Uint8Array.from(data)], name));",
                  name, list(data))

    def quiet(self):
        self.wait("await explorer.views[0].quiet();")

    def text(self, name):
        return self.run("return document.getElementById(arguments[0]).textContent", name)


def equal(got, wanted, what):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, and not {wanted!r}")


def lines(name):
    rows = [line.split("\t") for line in (DATA / name).read_text().splitlines()]
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def spec_of(line):
    keys = {"normal": (), "strided": ("window_size", "stride"),
            "dilated_sliding_window": ("window_size", "dilation")}
    settings = ",".join(f"{k}={line[k]}" for k in keys.get(line["pattern"], ("window_size",)))
    return line["pattern"] + (":" + settings if settings else "")


def masks_are_the_golden_ones(browser):
    golden = lines("masks.tsv")
    got = browser.wait("""
        const answers = [];
        for (const [spec, size] of args[0]) {
            const mask = { spec, size };
            const file = await explorer.asks.ask("export", { mask, format: "npy" });
            const about = await explorer.asks.ask("about", { mask });
            answers.push([about.nonzeros, await hash(file.slice(file.length - size * size))]);
        }
        return answers;""", [[spec_of(g), int(g["size"])] for g in golden])
    equal(len(golden), 65, "golden masks")
    for g, answer in zip(golden, got):
        equal(answer, [g["nonzeros"], g["sha256_row_major_uint8"]], f"{spec_of(g)} of {g['size']}")


def plans_are_the_golden_ones(browser):
    golden = lines("plans.tsv")
    equal(len(golden), 75, "golden plans")
    for g in golden:
        request = {
            "mask": {"spec": spec_of(g), "size": int(g["size"])},
            "order": "zigzag" if g["zigzag"] == "1" else "row_first",
            "multiplications": int(g["num_multiplications"]), "readLimit": int(g["read_limit"])}
        got = browser.wait("""
            const [request, wanted] = args;
            const [points, analysis] = [
                await explorer.asks.ask("planText", { ...request, points: true }),
                await explorer.asks.ask("planText", { ...request, points: false, name: "x" })];
            const loads = await explorer.asks.ask("loads", { ...request, buffer: 0 });
            const kept = (bytes, keep) => new TextEncoder().encode(new TextDecoder().decode(bytes)
                .split(/(?<=\\n)/).filter(keep).join(""));
            return [loads.steps, ...loads.none,
                await hash(kept(points, (line) => line.startsWith("at time"))),
                await hash(kept(analysis, (line) => !line.startsWith("Input File:")))];""", request)
        equal(got, [int(g["steps"]), int(g["sum_unique_rows"]), int(g["sum_unique_columns"]),
                    g["sha256_points"], g["sha256_analysis"]], f"plan of {request}")


def pictures_have_the_masks_cells(browser):
    """Cells byte by byte; of shares, that equal ones look equal and larger ones not smaller."""
    for spec, size in (("strided", 1024), ("fixed:window_size=40", 1000), ("bigbird", 700),
                       ("(strided + global:tokens=5) & causal", 300), ("normal", 1)):
        faults = browser.wait("""
            const mask = { spec: args[0], size: args[1] };
            const size = mask.size;
            const file = await explorer.asks.ask("export", { mask, format: "npy" });
            const cells = file.slice(file.length - size * size);
            const faults = [];
            for (let row = 0; row < size; row += 256) {
                for (let column = 0; column < size; column += 256) {
                    const tile = await explorer.tiles.ask("tile", { mask, query: row, key: column, block: 1, side: 256 });
                    for (let k = 0; k < tile.length; k++) {
                        const [i, j] = [row + (k >> 8), column + (k & 255)];
                        const wanted = i < size && j < size ? cells[i * size + j] : 0;
                        if (tile[k] !== wanted) { faults.push([i, j, tile[k], wanted]); }
                    }
                }
            }
            for (const block of [2, 3, 16]) {
                const tile = await explorer.tiles.ask("tile", { mask, query: 0, key: 0, block, side: 128 });
                const steps = new Map();
                for (let k = 0; k < tile.length; k++) {
                    let seen = 0;
                    for (let i = (k >> 7) * block; i < ((k >> 7) + 1) * block && i < size; i++) {
                        for (let j = (k & 127) * block; j < ((k & 127) + 1) * block && j < size; j++) {
                            seen += cells[i * size + j] !== 0;
                        }
                    }
                    if (steps.has(seen) && steps.get(seen) !== tile[k]) { faults.push(["equal", block, k]); }
                    steps.set(seen, tile[k]);
                }
                const sorted = [...steps].sort((a, b) => a[0] - b[0]).map(([, step]) => step);
                if (sorted.some((step, k) => k > 0 && step < sorted[k - 1])) { faults.push(["rising", block]); }
                if (steps.has(0) && steps.get(0) !== 0) { faults.push(["none", block]); }
            }
            return faults.slice(0, 3);""", spec, size)
        equal(faults, [], f"pictures of {spec}")


def loads_so_far_end_in_the_librarys(browser):
    orders = browser.run("return explorer.list.orders.map((o) => o.name)")
    for spec, size in (("strided:window_size=8,stride=8", 96), ("bigbird", 128), ("normal", 40)):
        for order in orders:
            for buffer in (0, 24, 80):
                got = browser.wait("""
                    const plan = await explorer.asks.ask("play", args[0]);
                    const last = (sums) => sums[plan.steps.length - 1];
                    const sum = ([rows, columns]) => rows + columns;
                    return [plan.totals.steps, sum(plan.totals.none), sum(plan.totals.previous), plan.totals.lru,
                        plan.totals.opt].map((total, k) => [total, [plan.steps.length, last(plan.sums.none),
                        last(plan.sums.previous), last(plan.sums.lru), last(plan.sums.opt)][k]]);""",
                    {"mask": {"spec": spec, "size": size}, "order": order, "multiplications": 16,
                     "readLimit": 20, "buffer": buffer})
                for total, counted in got:
                    equal(counted, total, f"loads of {spec}, {order}, buffer {buffer}: {got}")


def sentence(arguments, cwd=None):
    done = subprocess.run([BIN / "stmask", *arguments], capture_output=True, text=True, cwd=cwd)
    equal(done.returncode, 2, f"exit status of {arguments}")
    return done.stderr.strip()


def faults_are_told_where_they_are(browser):
    browser.open(spec="strided", size="64")
    for text, marked in (("strided:strid=3", "s"), ("(strided", "("), ("strided + nomral", "n"),
                         ("strided:stride=0", "0")):
        browser.wait("explorer.element('spec').value = args[0]; await explorer.change();", text)
        said = browser.run("return [document.getElementById('error').firstChild.textContent,"
                           "document.querySelector('#error mark').textContent]")
        equal(said[1], marked, f"the mark in {text}: {said[0]}")
        if said[0] not in sentence(["stats", text, "--size", "64"]):
            raise AssertionError(f"{text}: {said[0]!r} is not what the program says")
    equal(browser.text("caption-a"), "strided", "the picture of the last good spec")


def dropped_files_are_read(browser):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, data in (("rubbish.npy", b"\x93NUMPY rubbish"), ("rubbish.npz", b"PK\x03\x04" * 9),
                           ("rubbish.bin", bytes(range(256))), ("empty.npy", b""),
                           ("cut.mtx", b"%%MatrixMarket matrix coordinate pattern general\n3 3 9\n1 1\n")):
            (folder / name).write_bytes(data)
            browser.drop(name, data)
            said = browser.run("return document.getElementById('error').firstChild.textContent")
            wanted = sentence(["stats", f"file:path={name}"], cwd=folder)
            if not said or said not in wanted:
                raise AssertionError(f"{name}: {said!r}, and the program says {wanted!r}")
        subprocess.run([BIN / "stmask", "export", "bigbird", "--size", "200", "--format", "scipy-csr",
                        "-o", folder / "good.npz"], check=True, capture_output=True)
        with zipfile.ZipFile(folder / "good.npz") as archive, \
                zipfile.ZipFile(folder / "packed.npz", "w", zipfile.ZIP_DEFLATED) as packed:
            for name in archive.namelist():
                packed.writestr(name, archive.read(name))
        wanted = browser.wait("return (await explorer.asks.ask('about', { mask: { spec: 'bigbird', size: 200 } })).nonzeros")
        for name in ("good.npz", "packed.npz"):
            browser.drop(name, (folder / name).read_bytes())
            equal(browser.text("error"), "", name)
            equal(browser.wait("return (await explorer.asks.ask('about', { mask: { spec: args[0], size: 0 } })).nonzeros",
                               f"file:path={name}"), wanted, f"cells of {name}")
    browser.drop("heads.txt", b"# a set\nband = local:window_size=8\nhead 0-3 = band\n")
    equal(browser.text("error"), "", "a set")
    equal(browser.run("return explorer.element('spec').value"), "@heads.txt:band", "a set's spec")


def exports_are_the_programs(browser):
    """Every format, byte for byte, or the same sentence."""
    formats = browser.run("return explorer.list.formats.map((f) => [f.name, f.extension])")
    equal(len(formats) > 15, True, f"formats: {formats}")
    written = 0
    with tempfile.TemporaryDirectory() as folder:
        for spec in ("strided", "bigbird"):
            for name, extension in formats:
                got = browser.wait("""
                    try {
                        const file = await explorer.asks.ask("export", { mask: { spec: args[0], size: 256 }, format: args[1] });
                        return [true, await hash(file)];
                    } catch (error) {
                        return [false, error.message, error.trap];
                    }""", spec, name)
                path = pathlib.Path(folder) / f"mask{extension}"
                done = subprocess.run([BIN / "stmask", "export", spec, "--size", "256", "--format", name, "-o", path],
                                      capture_output=True, text=True)
                equal(got[0], done.returncode == 0, f"{spec} as {name}: {got}, {done.stderr}")
                if got[0]:
                    written += 1
                    equal(got[1], hashlib.sha256(path.read_bytes()).hexdigest(), f"bytes of {spec} as {name}")
                elif got[2] or got[1] not in done.stderr:
                    raise AssertionError(f"{spec} as {name}: {got[1]!r}, and the program says {done.stderr!r}")
    equal(written > 20, True, f"files written: {written}")


def the_address_holds_the_state(browser):
    browser.open(spec="strided:window_size=8,stride=8", size="4Ki", palette="colour-blind", theme="dark",
                 p="16", b="40")
    browser.run("explorer.camera.zoom(7, 100, 200); explorer.camera.pan(31, 17);")
    time.sleep(0.6)
    look = "return [explorer.camera.query, explorer.camera.key, explorer.camera.scale]"
    before, address = browser.run(look), browser.run("return location.hash")
    browser.open(**dict(urllib.parse.parse_qsl(address[1:])))
    for a, b in zip(browser.run(look), before):
        if abs(a - b) > 0.02:
            raise AssertionError(f"camera {browser.run(look)}, and not {before}")
    equal(browser.run("return ['spec', 'palette', 'theme', 'multiplications'].map((id) => explorer.element(id).value)"),
          ["strided:window_size=8,stride=8", "colour-blind", "dark", "16"], "fields")


def keys_do_all(browser):
    browser.open(spec="strided:window_size=8,stride=8", size="64")
    canvas = browser.driver.find_element(By.ID, "a")
    scale = browser.run("return explorer.camera.scale")
    canvas.send_keys("+", "+")
    equal(browser.run("return explorer.camera.scale") > scale, True, "a larger scale after +")
    key = browser.run("return explorer.camera.key")
    canvas.send_keys("\ue014")  # the right arrow
    equal(browser.run("return explorer.camera.key") > key, True, "keys further right after the arrow")
    canvas.send_keys("0")
    canvas.send_keys("s", "s", "s", "d")
    time.sleep(0.5)
    where = browser.text("where")
    if "seen" not in where and "Local" not in where and "Diagonal" not in where:
        raise AssertionError(f"the cursor says {where!r}")
    browser.wait("explorer.element('plan').open = true; await explorer.makePlan();")
    canvas.send_keys(".", ".", ",")
    equal(browser.run("return explorer.player.at"), 1, "the step after two forward and one back")
    unnamed = browser.run("""
        return [...document.querySelectorAll("button, input, select, textarea, canvas[role]")].filter((e) =>
            !(e.labels?.length > 0 || e.getAttribute("aria-label") || e.textContent.trim() && e.tagName === "BUTTON"))
            .map((e) => e.id)""")
    equal(unnamed, [], "controls without a name")


def mouse_and_fingers_steer(browser):
    """The cell under the pointer stays there while a wheel or two fingers zoom."""
    browser.open(spec="strided", size="1024")
    cdp = browser.driver.execute_cdp_cmd
    box = browser.run("const b = document.getElementById('a').getBoundingClientRect(); return [b.left, b.top]")
    x, y = box[0] + 400, box[1] + 300
    below = "return [explorer.camera.key + 400 / explorer.camera.scale, explorer.camera.query + 300 / explorer.camera.scale, explorer.camera.scale]"

    def close(a, b, what):
        if abs(a[0] - b[0]) > 4 or abs(a[1] - b[1]) > 4:
            raise AssertionError(f"{what}: the cell {b}, and before {a}")

    # Where all of the mask is in sight it stands in the middle, whatever the pointer does.
    browser.run("explorer.camera.zoom(2, 400, 300)")
    before = browser.run(below)
    for _ in range(8):
        cdp("Input.dispatchMouseEvent", {"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": -120})
    after = browser.run(below)
    equal(after[2] > 2 * before[2], True, f"a larger scale: {before}, {after}")
    close(before, after, "the wheel")
    cdp("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
    time.sleep(0.4)
    key, query = (int(v) for v in browser.run(below)[:2])
    near = [f"query {q}, key {k}:" for q in (query - 1, query, query + 1) for k in (key - 1, key, key + 1)]
    where = browser.text("where")
    equal(any(where.startswith(n) for n in near), True, f"{where!r} is the cell below the pointer, about {query}, {key}")
    cdp("Input.dispatchMouseEvent", {"type": "mousePressed", "x": x, "y": y, "button": "left", "clickCount": 1})
    cdp("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x - 60, "y": y - 30, "button": "left", "buttons": 1})
    cdp("Input.dispatchMouseEvent", {"type": "mouseReleased", "x": x - 60, "y": y - 30, "button": "left"})
    scale = after[2]
    moved = browser.run(below)
    close([after[0] + 60 / scale, after[1] + 30 / scale], moved, "a drag")

    def touch(kind, *points):
        cdp("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [
            {"x": px, "y": py, "id": k} for k, (px, py) in enumerate(points)]})

    browser.run("explorer.camera.whole(); explorer.camera.zoom(2, 400, 300)")
    before = browser.run(below)
    touch("touchStart", (x - 20, y), (x + 20, y))
    for apart in range(20, 101, 10):
        touch("touchMove", (x - apart, y), (x + apart, y))
    touch("touchEnd")
    after = browser.run(below)
    equal(3 < after[2] / before[2] < 7, True, f"five times the scale: {before}, {after}")
    if abs(after[0] - before[0]) > 30 or abs(after[1] - before[1]) > 30:
        raise AssertionError(f"two fingers: the cell {after}, and before {before}")


def pages_fit_their_window(browser):
    for width, height in ((360, 640), (768, 1024), (1280, 800), (3840, 2160)):
        browser.open(width, height, spec="strided", size="1024", mode="two", other="fixed")
        wide = browser.run("return [document.documentElement.scrollWidth, innerWidth]")
        equal(wide[0] <= wide[1], True, f"no bar below at {width}: {wide}")


def memory_stays(browser):
    browser.open(spec="strided:window_size=1024,stride=1024", size="1Mi")
    pan = """
        const frames = [];
        for (let k = 0; k < args[0]; k++) {
            explorer.camera.pan(40 * Math.cos(k / 9), 40 * Math.sin(k / 9));
            if (k % 50 === 0) { explorer.camera.zoom(k % 100 === 0 ? 2 : 0.5); }
            await new Promise(requestAnimationFrame);
            frames.push(explorer.views[0].last);
        }
        await explorer.views[0].quiet();
        gc();
        frames.sort((a, b) => a - b);
        return { heap: performance.memory.usedJSHeapSize, tiles: explorer.views[0].tiles.size,
            wasm: await explorer.tiles.ask("memory"), median: frames[frames.length >> 1],
            worst: frames[frames.length - 1] };"""
    browser.run("explorer.camera.zoom(64)")
    browser.quiet()
    before = browser.wait(pan, 200)
    after = browser.wait(pan, 1000)
    print(f"  1000 pans at 2^20: a frame {after['median']:.2f} ms, at most {after['worst']:.2f}; "
          f"heap {before['heap'] >> 20} to {after['heap'] >> 20} MiB, WebAssembly {after['wasm'] >> 20} MiB")
    equal(after["tiles"] <= 200, True, "tiles kept")
    equal(after["wasm"], before["wasm"], "the library's memory")
    # Tiles come and go below their limit; what leaks would show as more than all of them.
    equal(after["heap"] - before["heap"] < 80 << 20, True, f"heap {before['heap']} to {after['heap']}")


def times_are_told(browser):
    browser.open(spec="strided:window_size=1024,stride=1024", size="1Mi")
    paint = browser.run("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
    times = browser.wait("""
        const times = {};
        for (const [spec, size] of [["strided:window_size=1024,stride=1024", 2 ** 20], ["bigbird", 2 ** 20],
            ["(sliding_window:window_size=256 + global:tokens=0-3) & causal", 2 ** 20]]) {
            const mask = { spec, size };
            await explorer.tiles.ask("tile", { mask, query: 0, key: 0, block: 1, side: 256 });
            const began = performance.now();
            await explorer.tiles.ask("tile", { mask, query: 0, key: 0, block: 4096, side: 256 });
            times[spec] = Math.round(performance.now() - began);
        }
        return times;""")
    print(f"  first paint {paint:.0f} ms; the whole of 2^20 tokens as 256 x 256 exact shares, ms: {json.dumps(times)}")


def random_calls_do_no_harm(browser):
    """No call with any arguments traps, and afterwards the library answers as before."""
    browser.open(spec="strided", size="64")
    result = browser.wait("""
        let seed = 20260731;
        const random = (n) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % 65536 % n;
        const numbers = [NaN, Infinity, -Infinity, -1, 0, 0.5, 1, 2, 3, 16, 63, 64, 100, 1024, 1025, 4096, 4097,
            65537, 2 ** 31 + 1, 2 ** 32, 2 ** 53, 1e300, -1e300];
        const handles = [-2147483648, -1, 0, 1, 2, 3, 4, 16, 17, 64, 65, 2147483647];
        const texts = ["strided", "causal", "row_first", "tile:rows=3", "npy", "flex", "x", "", "(((((", "strided:stride=0",
            "a".repeat(5000), "\\u0000", "\\ud83d\\ude00", "file:path=/", "file:path=..", "@x:y", "zigzag", "scipy-csr"];
        const pick = (list) => list[random(list.length)];
        const shapes = { mask_new: "td", compare: "hh", about: "h", tile: "hdddd", line: "hhd", profile: "hhddd",
            export: "ht", blocks: "hdd", plan_new: "htdd", steps: "hd", loads: "hd", bound: "hd", plan_text: "hht",
            why: "hdd", mask_free: "h", plan_free: "h", list: "" };
        const counts = {};
        const raw = (name, values) => explorer.asks.ask("raw", { name: `stm_web_${name}`, args: values });
        const places = [0, 1, 1024, 65536, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];
        for (let k = 0; k < args[0]; k++) {
            const name = k % 40 === 0 ? "plan_new" : k % 41 === 0 ? "mask_new" : pick(Object.keys(shapes));
            const values = [];
            for (const c of shapes[name]) {
                if (c === "h") { values.push(pick(handles)); }
                if (c === "d") { values.push(pick(numbers)); }
                if (c === "t" && random(3) > 0) {
                    const text = new TextEncoder().encode(pick(texts));
                    const at = await explorer.asks.ask("write", text);
                    values.push(at, random(4) > 0 ? text.length : pick(places));
                } else if (c === "t") { values.push(pick(places), pick(places)); }
            }
            // Of those that others need, some are good for sure.
            if (k % 40 === 0 || k % 41 === 0) {
                const text = new TextEncoder().encode(k % 40 === 0 ? pick(["row_first", "tile", "zigzag"]) : "strided");
                const at = await explorer.asks.ask("write", text);
                values.splice(0, values.length, ...(k % 40 === 0 ? [pick([1, 2, 3]), at, text.length, 16, 0]
                    : [at, text.length, 100]));
            }
            const status = await raw(name, values);
            const size = await raw("reply_size", []);
            const start = await raw("reply", []);
            const memory = await explorer.asks.ask("memory");
            if ((start >>> 0) + (size >>> 0) > memory) { throw new Error(`${name}(${values}): a reply beyond memory`); }
            counts[name] ??= [0, 0];
            counts[name][status === 0 || status === undefined ? 0 : 1]++;
        }
        for (let handle = 1; handle <= 64; handle++) {
            await raw("mask_free", [handle]);
            await raw("plan_free", [handle]);
        }
        const about = await explorer.asks.ask("about", { mask: { spec: "fixed", size: 1024 } });
        return { counts, nonzeros: about.nonzeros };""", 6000)
    equal(result["nonzeros"], "32768", "cells of fixed after random calls")
    for name, (good, refused) in result["counts"].items():
        equal(good > 0, True, f"{name}: some calls that are good, of {good + refused}")


def deep_masks_are_read_or_refused(browser):
    """Masks as deep as specs may be, and deeper: no trap, and the right number of cells."""
    chain = " + ".join(f"global:tokens={k},rows=no" for k in range(1000))
    nested = "(" * 64 + "strided" + ")" * 64
    for spec, cells in ((chain, 1000 * 1024), (nested, 48144)):
        equal(browser.wait("return (await explorer.asks.ask('about', { mask: { spec: args[0], size: 1024 } })).nonzeros", spec),
              str(cells), f"cells of {spec[:40]}...")
        browser.wait("const mask = { spec: args[0], size: 1024 };"
                     "await explorer.asks.ask('why', { mask, query: 5, key: 900 });"
                     "await explorer.tiles.ask('tile', { mask, query: 0, key: 0, block: 4, side: 256 });", spec)
    for spec in (chain + " + causal" * 100, "(" * 5000, "transpose:of=(" * 300 + "strided" + ")" * 300):
        got = browser.wait("""
            try { await explorer.asks.ask("about", { mask: { spec: args[0], size: 64 } }); return "made"; }
            catch (error) { return error.trap; }""", spec)
        equal(got, False, f"a refusal of {spec[:40]}...")


def main():
    only = sys.argv[5] if len(sys.argv) > 5 else None
    tests = [masks_are_the_golden_ones, plans_are_the_golden_ones, pictures_have_the_masks_cells,
             loads_so_far_end_in_the_librarys, faults_are_told_where_they_are, dropped_files_are_read, exports_are_the_programs,
             the_address_holds_the_state, keys_do_all, mouse_and_fingers_steer, pages_fit_their_window, memory_stays, times_are_told, deep_masks_are_read_or_refused,
             random_calls_do_no_harm]
    browser = Browser()
    failed = 0
    try:
        for test in tests:
            if only is not None and test.__name__ != only:
                continue
            began = time.monotonic()
            try:
                browser.open(spec="strided", size="1024")
                test(browser)
                equal(browser.driver.get_log("browser"), [], "the console")
                print(f"passed  {test.__name__} ({time.monotonic() - began:.1f}s)", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"FAILED  {test.__name__}: {error}", flush=True)
    finally:
        browser.driver.quit()
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
