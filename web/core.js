// The library as WebAssembly, one function each; failures are thrown with the library's sentence.
import { Files } from "./wasi.js";

export class Refusal extends Error {
    constructor({ message, position }) {
        super(message);
        this.position = position; // the byte of the spec at fault, or -1
    }
}

export class Core {
    static async make(module) {
        const core = new Core();
        core.files = new Files();
        const instance = await WebAssembly.instantiate(module,
            { wasi_snapshot_preview1: core.files.imports() });
        core.wasm = instance.exports;
        core.files.memory = core.wasm.memory;
        core.wasm._initialize();
        return core;
    }

    // The reply's bytes, copied: the next call overwrites them.
    bytes() {
        const at = this.wasm.stm_web_reply();
        return new Uint8Array(this.wasm.memory.buffer, at, this.wasm.stm_web_reply_size()).slice();
    }

    call(name, ...args) {
        if (this.wasm[`stm_web_${name}`](...args) !== 0) {
            throw new Refusal(JSON.parse(new TextDecoder().decode(this.bytes())));
        }
        return this.bytes();
    }

    // The same with a text, which is put where the library has room for it.
    callWithText(name, before, text, ...after) {
        const bytes = new TextEncoder().encode(text);
        const at = this.wasm.stm_web_text(bytes.length);
        if (at === 0) {
            throw new Refusal({ message: "the text is too long", position: -1 });
        }
        new Uint8Array(this.wasm.memory.buffer, at, bytes.length).set(bytes);
        return this.call(name, ...before, at, bytes.length, ...after);
    }

    json(bytes) {
        return JSON.parse(new TextDecoder().decode(bytes));
    }

    doubles(bytes) {
        return new Float64Array(bytes.buffer, 0, bytes.length / 8);
    }

    list() {
        return this.json(this.call("list"));
    }

    // A size of 0 is that of the spec's files.
    mask(spec, size) {
        return this.json(this.callWithText("mask_new", [], spec, size));
    }

    compare(first, second) {
        return this.json(this.call("compare", first, second));
    }

    free(mask) {
        this.wasm.stm_web_mask_free(mask);
    }

    about(mask) {
        return this.json(this.call("about", mask));
    }

    tile(mask, query, key, block, side) {
        return this.call("tile", mask, query, key, block, side);
    }

    line(mask, column, index) {
        return this.doubles(this.call("line", mask, column ? 1 : 0, index));
    }

    profile(mask, column, first, end, num) {
        return this.doubles(this.call("profile", mask, column ? 1 : 0, first, end, num));
    }

    why(mask, query, key) {
        return this.json(this.call("why", mask, query, key));
    }

    blocks(mask, queries, keys) {
        return this.json(this.call("blocks", mask, queries, keys));
    }

    export(mask, format) {
        return this.callWithText("export", [mask], format);
    }

    plan(mask, order, multiplications, readLimit) {
        return this.json(this.callWithText("plan_new", [mask], order, multiplications, readLimit));
    }

    freePlan(plan) {
        this.wasm.stm_web_plan_free(plan);
    }

    steps(plan, num) {
        return this.doubles(this.call("steps", plan, num));
    }

    loads(plan, buffer) {
        return this.json(this.call("loads", plan, buffer));
    }

    bound(plan, buffer) {
        return this.json(this.call("bound", plan, buffer));
    }

    analysis(plan, name) {
        return this.callWithText("plan_text", [plan, 0], name);
    }

    points(plan) {
        return this.callWithText("plan_text", [plan, 1], "");
    }
}
