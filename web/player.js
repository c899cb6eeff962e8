// A plan step by step: the points of each, the rows and columns that it reads, and what has been
// loaded so far under four ways of keeping vectors.

const WAYS = ["none", "previous", "lru", "opt"];
const TRAIL = 24; // steps before this one that are still seen

export class Player {
    constructor(element, redraw, moved) {
        this.element = element; // by id
        this.redraw = redraw;
        this.moved = moved;
        this.plan = null;
        this.at = 0;
        this.playing = false;
        const on = (id, event, act) => element(id).addEventListener(event, act);
        on("first", "click", () => this.go(0));
        on("back", "click", () => this.go(this.at - 1));
        on("forward", "click", () => this.go(this.at + 1));
        on("last", "click", () => this.go(Infinity));
        on("play", "click", () => this.toggle());
        on("step", "input", () => this.go(Number(element("step").value)));
    }

    set(plan) {
        this.plan = plan;
        this.playing = false;
        this.element("step").max = plan === null ? 0 : Math.max(0, plan.steps.length - 1);
        this.element("player").hidden = plan === null;
        this.go(plan === null ? 0 : this.at);
    }

    go(at) {
        const last = this.plan === null ? 0 : Math.max(0, this.plan.steps.length - 1);
        this.at = Math.min(Math.max(0, at), last);
        this.element("step").value = this.at;
        this.say();
        this.chart();
        this.redraw();
        this.moved();
    }

    toggle() {
        this.playing = !this.playing && this.plan !== null;
        this.element("play").textContent = this.playing ? "Pause" : "Play";
        this.element("play").setAttribute("aria-pressed", String(this.playing));
        if (!this.playing) {
            return;
        }
        if (this.at === this.plan.steps.length - 1) {
            this.go(0);
        }
        let before = performance.now();
        let owed = 0;
        const tick = (now) => {
            if (!this.playing) {
                return;
            }
            owed += (now - before) / 1000 * Number(this.element("speed").value);
            before = now;
            if (owed >= 1) {
                this.go(this.at + Math.floor(owed));
                owed %= 1;
            }
            if (this.at >= this.plan.steps.length - 1) {
                this.toggle();
                return;
            }
            requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
    }

    say() {
        const { plan, at } = this;
        const step = plan?.steps[at];
        this.element("step-text").textContent = step === undefined ? "" :
            `step ${at} of 0 to ${plan.steps.length - 1}: ${step.points} points, ` +
            `${step.rows} rows (${step.newRows} new), ${step.columns} columns (${step.newColumns} new)` +
            (plan.raised ? `; the buffer is ${plan.buffer}, which the largest step needs` : "");
        const cells = WAYS.map((way) => {
            const sums = plan?.sums[way];
            return `<td>${sums?.[at] ?? ""}</td><td>${sums?.[sums.length - 1] ?? ""}</td>`;
        });
        this.element("loads").innerHTML = WAYS.map((way, k) => {
            const name = k < 2 ? way : `${way}(${plan?.buffer ?? ""})`;
            return `<tr><th scope="row"><i class="line line-${k}"></i>${name}</th>${cells[k]}</tr>`;
        }).join("");
    }

    chart() {
        const canvas = this.element("chart");
        const box = canvas.getBoundingClientRect();
        const ratio = window.devicePixelRatio;
        canvas.width = Math.max(1, Math.round(box.width * ratio));
        canvas.height = Math.max(1, Math.round(box.height * ratio));
        const context = canvas.getContext("2d");
        if (this.plan === null || this.plan.steps.length === 0) {
            return;
        }
        const style = getComputedStyle(canvas);
        const { sums, steps } = this.plan;
        const most = Math.max(1, sums.none[steps.length - 1]);
        const x = (t) => 2 * ratio + (canvas.width - 4 * ratio) * t / Math.max(1, steps.length - 1);
        const y = (loads) => canvas.height - 2 * ratio - (canvas.height - 4 * ratio) * loads / most;
        context.lineJoin = "round";
        WAYS.forEach((way, k) => {
            context.beginPath();
            context.lineWidth = 2 * ratio;
            context.setLineDash([[], [8, 4], [3, 3], [10, 3, 3, 3]][k].map((d) => d * ratio));
            context.strokeStyle = style.getPropertyValue(`--line-${k}`);
            const each = Math.max(1, Math.floor(steps.length / canvas.width));
            for (let t = 0; t < steps.length; t += each) {
                context.lineTo(x(t), y(sums[way][t]));
            }
            context.lineTo(x(steps.length - 1), y(sums[way][steps.length - 1]));
            context.stroke();
        });
        context.setLineDash([]);
        context.lineWidth = ratio;
        context.strokeStyle = style.color;
        context.beginPath();
        context.moveTo(x(this.at), 0);
        context.lineTo(x(this.at), canvas.height);
        context.stroke();
    }

    // On top of a view: this step's points, those of the steps before it fainter, and at the edges
    // the rows and columns that this step reads, with those that are new to it in full colour.
    overlay(context, camera, colours) {
        if (this.plan === null) {
            return;
        }
        const { steps, byColumns, vectors } = this.plan;
        const x = (key) => (key - camera.key) * camera.scale;
        const y = (query) => (query - camera.query) * camera.scale;
        const side = Math.max(2, camera.scale);
        for (let t = Math.max(0, this.at - TRAIL); t <= this.at; t++) {
            context.globalAlpha = t === this.at ? 1 : 0.5 * (1 - (this.at - t) / (TRAIL + 1));
            context.fillStyle = colours.step;
            for (const [line, first, count, by] of steps[t].pieces) {
                for (let k = 0; k < count; k++) {
                    const cell = first + k * by;
                    const [query, key] = byColumns ? [cell, line] : [line, cell];
                    context.fillRect(x(key), y(query), side, side);
                }
            }
        }
        context.globalAlpha = 1;
        if (this.at >= steps.length) {
            return;
        }
        const before = this.at > 0 ? vectors[this.at - 1] : { rows: [], columns: [] };
        const known = [new Set(before.rows), new Set(before.columns)];
        const deep = 10 * window.devicePixelRatio;
        for (const row of vectors[this.at].rows) {
            context.fillStyle = known[0].has(row) ? colours.kept : colours.step;
            context.fillRect(Math.max(0, x(0) - deep), y(row), deep, side);
        }
        for (const column of vectors[this.at].columns) {
            context.fillStyle = known[1].has(column) ? colours.kept : colours.step;
            context.fillRect(x(column), Math.max(0, y(0) - deep), side, deep);
        }
    }
}
