// Answers the page from a thread of its own, one question after the other; a mask is known by its
// spec and size, and made once.
import { Core, Refusal } from "./core.js";
import { lruLoads, optLoads, vectorsOf } from "./buffer.js";

const MOST_KEPT = 12; // masks
const MOST_POINTS = 1 << 21; // of a plan that is played

let core = null;
let orders = [];
let module = null;
const masks = new Map(); // text: handle, the last used last
const dropped = new Map(); // files by name

async function start() {
    core = await Core.make(module);
    core.files.contents = dropped;
    masks.clear();
    const list = core.list();
    orders = list.orders;
    return list;
}

function keep(text, make) {
    let handle = masks.get(text);
    if (handle === undefined) {
        if (masks.size >= MOST_KEPT) {
            const [oldest, old] = masks.entries().next().value;
            core.free(old);
            masks.delete(oldest);
        }
        handle = make();
    }
    masks.delete(text);
    masks.set(text, handle);
    return handle;
}

// A mask is {spec, size} or, compared, {spec, size, other}.
function maskOf({ spec, size, other }) {
    const first = keep(`${size} ${spec}`, () => core.mask(spec, size));
    if (other === undefined) {
        return first;
    }
    const second = keep(`${size} ${other}`, () => core.mask(other, size));
    return keep(JSON.stringify([size, spec, other]), () => core.compare(first, second));
}

function readSteps(plan) {
    const steps = [];
    for (;;) {
        const data = core.steps(plan, 4096);
        if (data.length === 0) {
            return steps;
        }
        for (let at = 0; at < data.length;) {
            const [time, points, rows, columns, newRows, newColumns, num] = data.slice(at, at + 7);
            const pieces = [];
            at += 7;
            for (let k = 0; k < num; k++, at += 4) {
                pieces.push([data[at], data[at + 1], data[at + 2], data[at + 3]]);
            }
            steps.push({ time, points, rows, columns, newRows, newColumns, pieces });
        }
    }
}

function play({ mask, order, multiplications, readLimit, buffer }) {
    const handle = maskOf(mask);
    const points = Number(core.about(handle).nonzeros);
    if (points > MOST_POINTS) {
        throw new Refusal({ message: `the plan has ${points} points: at most ${MOST_POINTS} are played; take a smaller size`, position: -1 });
    }
    const plan = core.plan(handle, order, multiplications, readLimit);
    try {
        const byColumns = orders.find((o) => o.name === order.split(":")[0]).title === "columns";
        const steps = readSteps(plan);
        const vectors = steps.map((step) => vectorsOf(step, byColumns));
        const totals = core.loads(plan, 0);
        const held = Math.max(buffer, totals.peak, 1);
        const sums = { none: [], previous: [] };
        let none = 0;
        let previous = 0;
        for (const step of steps) {
            sums.none.push(none += step.rows + step.columns);
            sums.previous.push(previous += step.newRows + step.newColumns);
        }
        sums.lru = lruLoads(vectors, held);
        sums.opt = optLoads(vectors, held);
        return { steps, vectors, sums, byColumns, buffer: held, raised: held > buffer, totals: core.loads(plan, held) };
    } finally {
        core.freePlan(plan);
    }
}

const answers = {
    about: ({ mask }) => core.about(maskOf(mask)),
    tile: ({ mask, query, key, block, side }) => core.tile(maskOf(mask), query, key, block, side),
    profile: ({ mask, column, first, end, num }) => core.profile(maskOf(mask), column, first, end, num),
    why: ({ mask, query, key }) => core.why(maskOf(mask), query, key),
    line: ({ mask, column, index }) => core.line(maskOf(mask), column, index),
    blocks: ({ mask, queries, keys }) => core.blocks(maskOf(mask), queries, keys),
    export: ({ mask, format }) => core.export(maskOf(mask), format),
    play,
    planText: ({ mask, order, multiplications, readLimit, points, name }) => {
        const plan = core.plan(maskOf(mask), order, multiplications, readLimit);
        try {
            return points ? core.points(plan) : core.analysis(plan, name);
        } finally {
            core.freePlan(plan);
        }
    },
    loads: ({ mask, order, multiplications, readLimit, buffer }) => {
        const plan = core.plan(maskOf(mask), order, multiplications, readLimit);
        try {
            return core.loads(plan, buffer);
        } finally {
            core.freePlan(plan);
        }
    },
    file: ({ name, data }) => {
        dropped.set(name, data);
        for (const handle of masks.values()) {
            core.free(handle);
        }
        masks.clear();
        return true;
    },
    // What tests ask: a function of the library with any arguments, and the memory it has.
    raw: ({ name, args }) => core.wasm[name](...args),
    write: (text) => {
        const at = core.wasm.stm_web_text(text.length);
        new Uint8Array(core.wasm.memory.buffer, at, text.length).set(text);
        return at;
    },
    memory: () => core.wasm.memory.buffer.byteLength,
};

self.onmessage = async ({ data: { id, name, question } }) => {
    try {
        if (name === "start") {
            module = await WebAssembly.compile(question);
            self.postMessage({ id, answer: await start() });
            return;
        }
        self.postMessage({ id, answer: answers[name](question) });
    } catch (error) {
        // A trap leaves the library in an unknown state: a new one takes its place.
        if (!(error instanceof Refusal)) {
            await start();
        }
        self.postMessage({ id, error: { message: error.message, position: error.position ?? -1, trap: !(error instanceof Refusal) } });
    }
};
