// The page: its fields, what they show, and the state in its address.
import { Client } from "./client.js";
import { nameOf, save, stored } from "./files.js";
import { paletteOf } from "./palette.js";
import { Player } from "./player.js";
import { characterOf, slidersOf } from "./spec.js";
import { Camera, View, steer } from "./view.js";

const element = (id) => document.getElementById(id);
const PRESETS = [
    ["(sliding_window:window_size=256 + global:tokens=0-3) & causal", "1Mi"],
    ["strided:window_size=1024,stride=1024", "1Mi"],
    ["streaming & causal", "64Ki"],
    ["(strided - local:window_size=8) + global:tokens=0", "1024"],
];
const FIELDS = { spec: "spec", other: "other", size: "size", mode: "mode", order: "order",
    p: "multiplications", r: "read-limit", b: "buffer", palette: "palette", theme: "theme" };

const camera = new Camera();
const views = [];
let tiles; // the worker of pictures
let asks; // the worker of everything else
let list;
let mask = null; // what the first picture shows
let shown = null; // what is known of it
let cursor = null; // {query, key}
let player;
const state = JSON.parse(element("state").textContent);

// A size as people write it, in tokens; 0 for an empty field: that of the spec's files.
function tokens() {
    const match = /^\s*([0-9_]*)\s*(Ki|Mi|Gi|k|M|G)?\s*$/.exec(element("size").value);
    const unit = { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, k: 1e3, M: 1e6, G: 1e9 }[match?.[2]] ?? 1;
    return match === null ? NaN : Number(match[1].replaceAll("_", "")) * unit;
}

function count(text, fallback) {
    return text.trim() === "" ? fallback : Number(text);
}

function debounced(act, milliseconds) {
    let timer = 0;
    return () => {
        clearTimeout(timer);
        timer = setTimeout(act, milliseconds);
    };
}

// ------------------------------------------------------------------------------------- address

function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const [name, id] of Object.entries(FIELDS)) {
        const value = given.get(name) ?? state[name];
        if (value !== undefined && value !== null) {
            element(id).value = value;
        }
    }
    return given;
}

const writeAddress = debounced(() => {
    const address = new URLSearchParams();
    for (const [name, id] of Object.entries(FIELDS)) {
        if (element(id).value !== "" && (name !== "other" || element("mode").value !== "one")) {
            address.set(name, element(id).value);
        }
    }
    address.set("at", [camera.query, camera.key].map((c) => c.toFixed(2)).join(","));
    address.set("scale", camera.scale.toPrecision(6));
    if (player.plan !== null) {
        address.set("step", player.at);
    }
    try {
        history.replaceState(null, "", `#${address}`);
    } catch {
        // A page inside another may have no address of its own.
    }
}, 250);

// --------------------------------------------------------------------------------------- masks

function fault(id, error, text) {
    const box = element(id);
    box.textContent = error?.message ?? "";
    if (error?.position >= 0 && text !== undefined) {
        const at = characterOf(text, error.position);
        const code = document.createElement("code");
        const mark = document.createElement("mark");
        mark.textContent = text.slice(at, at + 1) || "▁";
        code.append(text.slice(0, at), mark, text.slice(at + 1));
        box.append(code);
    }
}

let asked = 0;
// Reads the fields, makes the masks and shows them; what cannot be leaves the picture as it was.
async function change(whole = true) {
    const turn = ++asked;
    const spec = element("spec").value;
    const other = element("other").value;
    const mode = element("mode").value;
    const size = tokens();
    element("second").hidden = mode === "one";
    const first = { spec, size };
    const second = { spec: other, size };
    let about;
    let aboutOther = null;
    try {
        about = await asks.ask("about", { mask: first });
        fault("error");
    } catch (error) {
        if (turn === asked) {
            fault("error", error, spec);
        }
        return;
    }
    if (mode !== "one") {
        try {
            aboutOther = await asks.ask("about", { mask: second });
            if (mode === "difference") {
                about = await asks.ask("about", { mask: { ...first, other } });
            }
            fault("other-error");
        } catch (error) {
            if (turn === asked) {
                fault("other-error", error, other);
            }
            return;
        }
    }
    if (turn !== asked) {
        return;
    }
    mask = mode === "difference" ? { ...first, other } : first;
    shown = about;
    camera.size = about.size;
    element("figure-b").hidden = mode !== "two";
    element("views").className = mode === "two" ? "two" : "";
    element("caption-a").textContent = mode === "difference" ? `${spec}  against  ${other}` : spec;
    element("caption-b").textContent = other;
    fit();
    if (whole) {
        camera.whole();
    }
    views[0].show(mask);
    views[1].show(mode === "two" ? second : null);
    player.set(null);
    sayNumbers(mode === "two" ? [about, aboutOther] : [about]);
    sayLegend();
    sayCommand();
    sliders();
    map();
    blocks();
    writeAddress();
}
const changeSoon = debounced(() => change(false), 150);

function sliders() {
    const before = document.activeElement?.closest("#sliders");
    if (before) {
        return; // the hand is on one
    }
    element("sliders").replaceChildren(slidersOf(element("spec").value, list.patterns, camera.size, (text) => {
        element("spec").value = text;
        changeSoon();
    }));
}

function sayNumbers(abouts) {
    const percent = (share) => `${(100 * share).toFixed(4)}%`;
    const grouped = (n) => BigInt(n).toLocaleString("en").replaceAll(",", " ");
    const rows = [
        ["queries and keys", (a) => grouped(a.size)],
        ["seen cells", (a) => grouped(a.nonzeros)],
        ["sparsity", (a) => percent(a.sparsity)],
        ["keys a query, least", (a) => grouped(a.row_min)],
        ["on average", (a) => a.row_mean.toFixed(2)],
        ["most", (a) => grouped(a.row_max)],
    ];
    element("numbers").innerHTML = rows.map(([name, of]) =>
        `<tr><th scope="row">${name}</th>${abouts.map((a) => `<td>${of(a)}</td>`).join("")}</tr>`).join("");
    const a = abouts[0];
    views[0].canvas.setAttribute("aria-label", `mask ${element("caption-a").textContent}: ` +
        `${a.size} queries and keys, ${a.nonzeros} seen cells, sparsity ${percent(a.sparsity)}`);
    views[1].canvas.setAttribute("aria-label", `mask ${element("other").value}`);
}

function sayLegend() {
    const chip = (colour, name) => `<span><i class="chip" style="background:${colour}"></i>${name}</span>`;
    const { css, ramp } = palette();
    const names = shown === null ? [] : shown.names;
    const parts = views[0].level() === 0
        ? names.map((name, v) => name === null ? "" : chip(css[v], name))
        : [`<span>share of seen cells, 0 <i class="chip ramp" style="background:linear-gradient(to right,${ramp.join(",")})"></i>1 (cube root)</span>`];
    const text = parts.join("");
    if (element("legend").dataset.text !== text) {
        element("legend").dataset.text = text;
        element("legend").innerHTML = text;
    }
}

function sayCommand() {
    const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
    const spec = quote(element("spec").value);
    const other = element("mode").value === "one" ? "" : ` ${quote(element("other").value)}`;
    element("command").textContent = `stmask draw ${spec}${other} --size ${camera.size} -o mask.png`;
}

async function blocks() {
    const side = count(element("block").value, 64);
    try {
        const b = await asks.ask("blocks", { mask: { spec: element("spec").value, size: tokens() }, queries: side, keys: side });
        const cells = Number(b.cells);
        const seen = Number((await asks.ask("about", { mask: { spec: element("spec").value, size: tokens() } })).nonzeros);
        element("blocks").textContent = `${b.touched} of ${b.blocks} blocks are touched, ${b.full} of them full; ` +
            `${cells === 0 ? "0" : (100 * (1 - seen / cells)).toFixed(2)}% of their cells are computed for nothing`;
    } catch (error) {
        element("blocks").textContent = error.message;
    }
}

// -------------------------------------------------------------------------------------- colours

function dark() {
    const theme = element("theme").value;
    return theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
}

function palette() {
    return paletteOf(list, element("palette").value, dark());
}

function paint() {
    document.documentElement.dataset.theme = dark() ? "dark" : "light";
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(name).trim();
    const colours = { ground: get("--ground"), grid: get("--grid"), step: get("--step"), kept: get("--kept"), text: get("--text"), accent: get("--accent") };
    for (const view of views) {
        view.paint(palette(), colours);
    }
    sayLegend();
    map();
    profiles();
    player?.chart();
}

// ------------------------------------------------------------------------------ map and profiles

let mapTile = null;
async function map() {
    if (mask === null) {
        return;
    }
    const of = mask;
    const block = 2 ** Math.max(0, Math.ceil(Math.log2(camera.size / 128)));
    const bytes = await asks.ask("tile", { mask: of, query: 0, key: 0, block, side: 128 });
    if (of === mask) {
        mapTile = { bytes, block };
        drawMap();
    }
}

function drawMap() {
    const canvas = element("map");
    if (mapTile === null) {
        return;
    }
    const colours = mapTile.block === 1 ? palette().values : palette().density;
    const cells = camera.size / mapTile.block;
    const picture = new OffscreenCanvas(128, 128);
    const pixels = Uint32Array.from(mapTile.bytes, (b) => colours[b]);
    picture.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), 128, 128), 0, 0);
    canvas.width = canvas.height = 128;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, 0, 0, cells, cells, 0, 0, 128, 128);
    const scale = 128 / camera.size;
    context.strokeStyle = views[0].colours.step;
    context.lineWidth = 3;
    const side = (pixels_) => Math.max(4, pixels_ / camera.scale * scale);
    context.strokeRect(camera.key * scale, camera.query * scale, side(camera.width), side(camera.height));
}

let profiling = false;
const profiles = debounced(async () => {
    if (mask === null || profiling) {
        return;
    }
    profiling = true;
    try {
        await profile("rows", false, camera.query, camera.height);
        await profile("columns", true, camera.key, camera.width);
    } catch {
        // A mask whose columns cannot be read has none.
    }
    profiling = false;
}, 120);

async function profile(id, column, from, pixels) {
    const canvas = element(id);
    const box = canvas.getBoundingClientRect();
    canvas.width = Math.max(1, Math.round(box.width * devicePixelRatio));
    canvas.height = Math.max(1, Math.round(box.height * devicePixelRatio));
    const first = Math.max(0, Math.floor(from));
    const end = Math.min(camera.size, Math.ceil(from + pixels / camera.scale));
    if (end <= first) {
        return;
    }
    const num = Math.min(end - first, 400);
    const counts = await asks.ask("profile", { mask, column, first, end, num });
    const most = counts.reduce((a, b) => Math.max(a, b), 1);
    const context = canvas.getContext("2d");
    context.fillStyle = views[0].colours.accent;
    const long = column ? canvas.height : canvas.width;
    counts.forEach((cells, k) => {
        const edge = (line) => Math.round((first + (end - first) * line / num - from) * camera.scale);
        const at = edge(k);
        const thick = Math.max(1, edge(k + 1) - at);
        const length = long * 0.8 * cells / most;
        if (column) {
            context.fillRect(at, 0, thick, length);
        } else {
            context.fillRect(0, at, length, thick);
        }
    });
    context.fillStyle = views[0].colours.text;
    context.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    context.textBaseline = "bottom";
    context.fillText(column ? `most ${most}` : `${most}`, 2, canvas.height - 2);
}

// --------------------------------------------------------------------------------------- a cell

let asking = false;
let next = null;
async function hover(query, key) {
    next = { query, key };
    if (asking || mask === null) {
        return;
    }
    asking = true;
    while (next !== null) {
        const { query: i, key: j } = next;
        next = null;
        if (i < 0 || j < 0 || i >= camera.size || j >= camera.size) {
            element("where").textContent = "";
            element("why").textContent = "";
            continue;
        }
        cursor = { query: i, key: j };
        try {
            sayCell(await asks.ask("why", { mask, query: i, key: j }));
        } catch (error) {
            element("why").textContent = error.message;
        }
        views[0].draw();
    }
    asking = false;
}

function sayCell(why) {
    element("where").textContent = `query ${why.query}, key ${why.key}: ` +
        (why.value === 0 ? "not seen" : `${why.value} ${why.name ?? ""}`);
    const item = (w) => {
        const li = document.createElement("li");
        const value = w.value === 0 ? "not seen" : `seen, ${w.value} ${w.name ?? ""}`;
        li.className = w.value === 0 ? "no" : "";
        li.textContent = `${w.what ?? (w.parts.length > 0 ? "the two compared" : "stored rows")}: ${value}` +
            (w.value !== 0 && w.summary ? ` (${w.summary})` : "") +
            (w.query !== why.query || w.key !== why.key ? `, there query ${w.query}, key ${w.key}` : "");
        if (w.before !== undefined) {
            const near = [w.before, w.after].filter((n) => n >= 0);
            li.textContent += near.length === 0 ? "; the row is empty" : `; the nearest keys: ${near.join(" and ")}`;
        }
        if (w.parts.length > 0) {
            const ul = document.createElement("ul");
            ul.append(...w.parts.map(item));
            li.append(ul);
        }
        return li;
    };
    const ul = document.createElement("ul");
    ul.append(item(why));
    element("why").replaceChildren(ul);
}

// ---------------------------------------------------------------------------------------- plans

function request() {
    return { mask: { spec: element("spec").value, size: tokens() }, order: element("order").value,
        multiplications: count(element("multiplications").value, 64),
        readLimit: count(element("read-limit").value, 0), buffer: count(element("buffer").value, 0) };
}

async function makePlan() {
    try {
        const plan = await asks.ask("play", request());
        fault("plan-error");
        player.set(plan);
        views.forEach((view) => view.draw());
    } catch (error) {
        fault("plan-error", error, error.position >= 0 ? element("order").value : undefined);
        player.set(null);
    }
    writeAddress();
}

async function race() {
    const asked_ = request();
    const rows = [];
    for (const { name } of list.orders) {
        try {
            rows.push([name, await asks.ask("loads", { ...asked_, order: name })]);
        } catch (error) {
            rows.push([name, null, error.message]);
        }
    }
    const sum = (pair) => pair[0] + pair[1];
    const of = [["steps", (l) => l.steps], ["none", (l) => sum(l.none)], ["previous", (l) => sum(l.previous)],
        [`lru(${asked_.buffer})`, (l) => l.lru], [`opt(${asked_.buffer})`, (l) => l.opt]];
    const best = of.map(([, get]) => Math.min(...rows.filter((r) => r[1] && get(r[1]) >= 0).map((r) => get(r[1]))));
    element("raced").innerHTML = `<tr><th scope="col">order</th>${of.map(([n]) => `<th scope="col">${n}</th>`).join("")}</tr>` +
        rows.map(([name, l]) => `<tr><th scope="row">${name}</th>${of.map(([, get], k) => {
            const value = l === null ? -1 : get(l);
            return `<td class="${value === best[k] && rows.some((r) => r[1] && get(r[1]) > best[k]) ? "best" : ""}">${value < 0 ? "–" : value}</td>`;
        }).join("")}</tr>`).join("");
    element("raced").hidden = false;
}

// ---------------------------------------------------------------------------------- files, keys

async function drop(file) {
    const name = nameOf(file.name);
    const data = await stored(new Uint8Array(await file.arrayBuffer()));
    await Promise.all([asks, tiles].map((client) => client.ask("file", { name, data })));
    const text = new TextDecoder().decode(data.subarray(0, 4096));
    const named = /^\s*([A-Za-z_]\w*)\s*=/m.exec(text); // a set names its masks
    element("spec").value = /^\s*(#|head\b|layer\b|\w+\s*=)/.test(text) && named !== null
        ? `@${name}:${named[1]}` : `file:path=${name}`;
    if (element("spec").value.startsWith("file:")) {
        element("size").value = "";
    } else if (element("size").value === "") {
        element("size").value = "1024";
    }
    await change();
}

function keys(event) {
    const far = event.shiftKey ? 1 : 0.1;
    const moves = {
        ArrowLeft: () => camera.pan(-far * camera.width, 0), ArrowRight: () => camera.pan(far * camera.width, 0),
        ArrowUp: () => camera.pan(0, -far * camera.height), ArrowDown: () => camera.pan(0, far * camera.height),
        "+": () => camera.zoom(1.5), "=": () => camera.zoom(1.5), "-": () => camera.zoom(1 / 1.5),
        0: () => camera.whole(), 1: () => camera.zoom(24 / camera.scale),
        " ": () => player.toggle(), ",": () => player.go(player.at - 1), ".": () => player.go(player.at + 1),
    };
    const cell = { w: [-1, 0], a: [0, -1], s: [1, 0], d: [0, 1] }[event.key.toLowerCase()];
    if (event.ctrlKey || event.metaKey || event.altKey) {
        return;
    }
    if (cell !== undefined) {
        const inside = (c) => Math.min(Math.max(0, c), camera.size - 1);
        const from = cursor ?? { query: Math.floor(Math.max(0, camera.query)), key: Math.floor(Math.max(0, camera.key)) };
        hover(inside(from.query + cell[0]), inside(from.key + cell[1]));
    } else if (moves[event.key] !== undefined) {
        moves[event.key]();
    } else {
        return;
    }
    event.preventDefault();
}

function fit() {
    for (const view of views) {
        const box = view.canvas.getBoundingClientRect();
        if (box.width > 0) {
            view.canvas.width = Math.round(box.width * devicePixelRatio);
            view.canvas.height = Math.round(box.height * devicePixelRatio);
        }
    }
    camera.width = views[0].canvas.width;
    camera.height = views[0].canvas.height;
}

function overlay(context) {
    player.overlay(context, camera, views[0].colours);
    if (cursor !== null && camera.scale >= 2) {
        context.strokeStyle = views[0].colours.step;
        context.lineWidth = 2;
        context.strokeRect((cursor.key - camera.key) * camera.scale, (cursor.query - camera.query) * camera.scale,
            camera.scale, camera.scale);
    }
}

function connect() {
    const on = (id, event, act) => element(id).addEventListener(event, act);
    for (const id of ["spec", "other"]) {
        on(id, "input", changeSoon);
    }
    on("size", "input", debounced(() => change(), 200));
    on("mode", "change", () => {
        if (element("other").value === "") {
            element("other").value = "causal";
        }
        change();
    });
    on("preset", "change", () => {
        const [spec, size] = JSON.parse(element("preset").value);
        element("spec").value = spec;
        element("size").value = size;
        element("sliders").replaceChildren();
        change();
    });
    on("palette", "change", () => { paint(); writeAddress(); });
    on("theme", "change", () => { paint(); writeAddress(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
    on("block", "change", blocks);
    on("block-range", "input", () => {
        element("block").value = 2 ** Number(element("block-range").value);
        blocks();
    });
    on("export", "click", async () => {
        const format = list.formats.find((f) => f.name === element("format").value);
        try {
            save(`mask${format.extension}`, await asks.ask("export", { mask, format: format.name }), "application/octet-stream");
        } catch (error) {
            fault("error", error);
        }
    });
    on("save-png", "click", () => views[0].canvas.toBlob((blob) => save("mask.png", blob, "image/png")));
    on("whole", "click", () => camera.whole());
    on("in", "click", () => camera.zoom(2));
    on("out", "click", () => camera.zoom(0.5));
    on("cell", "click", () => camera.zoom(24 / camera.scale));
    on("make", "click", makePlan);
    on("race", "click", race);
    for (const view of views) {
        steer(view.canvas, camera, hover);
        view.canvas.addEventListener("keydown", keys);
        view.failed = (error) => fault("error", error);
    }
    on("map", "click", (event) => {
        const box = element("map").getBoundingClientRect();
        camera.key = (event.clientX - box.left) / box.width * camera.size - camera.width / camera.scale / 2;
        camera.query = (event.clientY - box.top) / box.height * camera.size - camera.height / camera.scale / 2;
        camera.changed();
    });
    camera.listeners.push(() => { sayLegend(); drawMap(); profiles(); writeAddress(); });
    new ResizeObserver(() => {
        const all = camera.scale <= camera.least() * 1.001;
        fit();
        if (all) {
            camera.whole();
        }
        camera.changed();
        player.chart();
    }).observe(views[0].canvas);
    document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("dropping"); });
    document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
    document.addEventListener("drop", (event) => {
        event.preventDefault();
        document.body.classList.remove("dropping");
        for (const file of event.dataTransfer.files) {
            drop(file);
        }
    });
}

function fill() {
    element("version").textContent = list.version;
    const option = (spec, size, title = spec) => new Option(title, JSON.stringify([spec, size]));
    element("preset").append(new Option("choose one", JSON.stringify(["strided", "1024"])),
        ...PRESETS.map(([spec, size]) => option(spec, size, `${spec}, ${size}`)),
        ...list.patterns.filter((p) => p.parameters.every((q) => q.default_text !== null ||
            q.example === null)).map((p) => option(p.name, "1024", `${p.name}: ${p.summary}`)));
    element("orders").append(...list.orders.map((o) => new Option(o.summary, o.name)));
    element("format").append(...list.formats.map((f) => new Option(`${f.name} (${f.extension}): ${f.summary}`, f.name)));
}

async function begin() {
    [tiles, asks] = await Promise.all([Client.make(), Client.make()]);
    list = tiles.list;
    views.push(new View(element("a"), tiles, camera), new View(element("b"), tiles, camera));
    player = new Player(element, () => views.forEach((view) => view.draw()), writeAddress);
    views.forEach((view) => { view.overlay = overlay; });
    for (const [name, text] of Object.entries(state.files ?? {})) {
        const data = new TextEncoder().encode(text);
        await Promise.all([asks, tiles].map((client) => client.ask("file", { name, data })));
    }
    fill();
    const given = readAddress();
    if (element("spec").value === "") {
        element("spec").value = "strided";
        element("size").value ||= "1024";
    }
    fit();
    paint();
    connect();
    await change();
    const at = (given.get("at") ?? "").split(",").map(Number);
    if (at.length === 2 && at.every(Number.isFinite) && Number(given.get("scale")) > 0) {
        [camera.query, camera.key] = at;
        camera.scale = Math.min(64, Number(given.get("scale")));
        camera.changed();
    }
    if (given.has("step")) {
        element("plan").open = true;
        player.at = Number(given.get("step")) || 0;
        await makePlan();
    }
    await views[0].quiet();
    window.explorer = { asks, tiles, camera, views, player, element, change, drop, makePlan, hover, list };
    document.documentElement.dataset.ready = "yes";
}

begin().catch((error) => fault("error", error));
