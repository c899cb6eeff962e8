// What the first so many steps of a plan load, where buffers keep vectors by whole steps, as
// stmask/loads.h says; the library counts the totals, and these have to come out equal.

// The vectors of a step: rows as they are, columns as -1 - column, each ascending.
export function vectorsOf(step, byColumns) {
    const lines = new Set();
    const cells = new Set();
    for (const [line, first, count, by] of step.pieces) {
        lines.add(line);
        for (let k = 0; k < count; k++) {
            cells.add(first + k * by);
        }
    }
    const up = (set) => [...set].sort((a, b) => a - b);
    const [rows, columns] = byColumns ? [up(cells), up(lines)] : [up(lines), up(cells)];
    return { rows, columns };
}

function all({ rows, columns }) {
    return rows.concat(columns.map((column) => -1 - column));
}

// The vectors touched last: a Map keeps the order in which they were put in.
export function lruLoads(vectors, buffer) {
    const kept = new Map();
    const sums = new Float64Array(vectors.length);
    let loads = 0;
    vectors.forEach((step, t) => {
        for (const v of all(step)) {
            loads += kept.has(v) ? 0 : 1;
        }
        for (const v of all(step)) {
            kept.delete(v);
            kept.set(v, true);
        }
        for (const v of kept.keys()) {
            if (kept.size <= buffer) {
                break;
            }
            kept.delete(v);
        }
        sums[t] = loads;
    });
    return sums;
}

// Those read farthest in the future leave first. What is kept waits in lists by its next step, so
// that the farthest is found from the end.
export function optLoads(vectors, buffer) {
    const next = new Map(); // of each vector, its steps, the last first
    for (let t = vectors.length - 1; t >= 0; t--) {
        for (const v of all(vectors[t])) {
            if (!next.has(v)) {
                next.set(v, []);
            }
            next.get(v).push(t);
        }
    }
    const waiting = Array.from({ length: vectors.length + 1 }, () => new Set());
    const kept = new Map(); // vector: its next step
    const sums = new Float64Array(vectors.length);
    let loads = 0;
    let farthest = 0;
    vectors.forEach((step, t) => {
        for (const v of all(step)) {
            if (kept.has(v)) {
                waiting[kept.get(v)].delete(v);
            } else {
                loads++;
            }
            const uses = next.get(v);
            uses.pop();
            const at = uses.length > 0 ? uses[uses.length - 1] : vectors.length;
            kept.set(v, at);
            waiting[at].add(v);
            farthest = Math.max(farthest, at);
        }
        const now = new Set(kept.size > buffer ? all(step) : []);
        for (let at = farthest; kept.size > buffer && at > t; at--) {
            for (const v of waiting[at]) {
                if (kept.size <= buffer) {
                    break;
                }
                if (!now.has(v)) {
                    waiting[at].delete(v);
                    kept.delete(v);
                }
            }
            if (waiting[at].size === 0 && at === farthest) {
                farthest = at - 1;
            }
        }
        sums[t] = loads;
    });
    return sums;
}
