// A mask on a canvas: tiles of exact pixels from the worker, cached, with coarser ones in the place
// of those that are still on their way.

const SIDE = 256; // pixels of a tile
const MOST_TILES = 200; // kept a view
const MOST_SCALE = 64; // pixels a cell
const GRID_FROM = 10; // pixels a cell

// Where a view looks: the key and query at its corner, and pixels of the device a cell. Views side
// by side share one.
export class Camera {
    constructor() {
        this.key = 0;
        this.query = 0;
        this.scale = 1;
        this.size = 1;
        this.width = 1;
        this.height = 1;
        this.listeners = [];
    }

    least() {
        return Math.min(this.width, this.height) / this.size * 0.95;
    }

    changed() {
        const margin = 0.02 * this.size;
        const limit = (at, seen) => seen >= this.size
            ? (this.size - seen) / 2
            : Math.min(Math.max(at, -margin), this.size + margin - seen);
        this.key = limit(this.key, this.width / this.scale);
        this.query = limit(this.query, this.height / this.scale);
        for (const listener of this.listeners) {
            listener();
        }
    }

    // Zooms, the cell below the point (x, y) staying where it is.
    zoom(factor, x = this.width / 2, y = this.height / 2) {
        const scale = Math.min(Math.max(this.scale * factor, Math.min(this.least(), MOST_SCALE)), MOST_SCALE);
        this.key += x / this.scale - x / scale;
        this.query += y / this.scale - y / scale;
        this.scale = scale;
        this.changed();
    }

    pan(x, y) {
        this.key += x / this.scale;
        this.query += y / this.scale;
        this.changed();
    }

    whole() {
        this.scale = this.least();
        this.key = this.query = 0;
        this.changed();
    }
}

export class View {
    constructor(canvas, client, camera) {
        this.canvas = canvas;
        this.context = canvas.getContext("2d", { alpha: false });
        this.client = client;
        this.camera = camera;
        this.tiles = new Map(); // "level row column": {bytes, picture}; the last used last
        this.wanted = [];
        this.busy = false;
        this.version = 0;
        this.mask = null;
        this.overlay = null; // draws on top, of a context and the camera
        this.colours = { ground: "#fff", grid: "#888" };
        this.due = false;
        this.settled = []; // who waits until nothing is on its way
        camera.listeners.push(() => this.draw());
    }

    show(mask) {
        this.mask = mask;
        this.version++;
        this.tiles.clear();
        this.draw();
    }

    paint(palette, colours) {
        this.palette = palette;
        this.colours = colours;
        for (const tile of this.tiles.values()) {
            tile.picture = null;
        }
        this.draw();
    }

    draw() {
        if (!this.due) {
            this.due = true;
            requestAnimationFrame(() => {
                this.due = false;
                this.frame();
            });
        }
    }

    // The level on which all of the mask is one tile.
    top() {
        return Math.max(0, Math.ceil(Math.log2(this.camera.size / SIDE)));
    }

    level() {
        return Math.min(this.top(), Math.max(0, Math.ceil(Math.log2(1 / this.camera.scale) - 1e-9)));
    }

    tileAt(level, row, column) {
        const name = `${level} ${row} ${column}`;
        const tile = this.tiles.get(name);
        if (tile !== undefined) {
            this.tiles.delete(name);
            this.tiles.set(name, tile);
        }
        return tile;
    }

    picture(tile) {
        if (tile.picture === null) {
            const colours = tile.level === 0 ? this.palette.values : this.palette.density;
            const pixels = new Uint32Array(SIDE * SIDE);
            for (let k = 0; k < pixels.length; k++) {
                pixels[k] = colours[tile.bytes[k]];
            }
            tile.picture = new OffscreenCanvas(SIDE, SIDE);
            tile.picture.getContext("2d")
                .putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), SIDE, SIDE), 0, 0);
        }
        return tile.picture;
    }

    frame() {
        const { context, camera, canvas } = this;
        context.fillStyle = this.colours.ground;
        context.fillRect(0, 0, canvas.width, canvas.height);
        if (this.mask === null || this.palette === undefined) {
            return;
        }
        const began = performance.now();
        context.imageSmoothingEnabled = false;
        context.save();
        context.beginPath();
        context.rect(-camera.key * camera.scale, -camera.query * camera.scale,
            camera.size * camera.scale, camera.size * camera.scale);
        context.clip();
        const level = this.level();
        this.wanted = [];
        this.each(level, (row, column) => this.drawTile(level, row, column));
        const top = this.top();
        if (level < top && this.tileAt(top, 0, 0) === undefined) {
            this.wanted.unshift([top, 0, 0]);
        }
        if (camera.scale >= GRID_FROM) {
            this.grid();
        }
        context.restore();
        this.overlay?.(context, camera);
        this.last = performance.now() - began;
        this.fetch();
    }

    // Calls with the tiles of a level that are in sight.
    each(level, visit) {
        const { camera } = this;
        const cells = SIDE * 2 ** level;
        const last = Math.ceil(camera.size / cells) - 1;
        const from = (at) => Math.max(0, Math.floor(at / cells));
        const to = (at) => Math.min(last, Math.floor(at / cells));
        for (let row = from(camera.query); row <= to(camera.query + camera.height / camera.scale); row++) {
            for (let column = from(camera.key); column <= to(camera.key + camera.width / camera.scale); column++) {
                visit(row, column);
            }
        }
    }

    drawTile(level, row, column) {
        const { context, camera } = this;
        const cells = SIDE * 2 ** level;
        const x = Math.round((column * cells - camera.key) * camera.scale);
        const y = Math.round((row * cells - camera.query) * camera.scale);
        const right = Math.round(((column + 1) * cells - camera.key) * camera.scale);
        const bottom = Math.round(((row + 1) * cells - camera.query) * camera.scale);
        const tile = this.tileAt(level, row, column);
        if (tile !== undefined) {
            context.drawImage(this.picture(tile), x, y, right - x, bottom - y);
            return;
        }
        this.wanted.push([level, row, column]);
        for (let up = level + 1; up <= this.top(); up++) {
            const part = 2 ** (up - level);
            const parent = this.tileAt(up, Math.floor(row / part), Math.floor(column / part));
            if (parent !== undefined) {
                const side = SIDE / part;
                context.drawImage(this.picture(parent), column % part * side, row % part * side,
                    side, side, x, y, right - x, bottom - y);
                return;
            }
        }
    }

    grid() {
        const { context, camera } = this;
        context.strokeStyle = this.colours.grid;
        context.lineWidth = 1;
        context.beginPath();
        for (let key = Math.max(0, Math.ceil(camera.key)); key <= Math.min(camera.size, camera.key + camera.width / camera.scale); key++) {
            const x = Math.round((key - camera.key) * camera.scale) + 0.5;
            context.moveTo(x, 0);
            context.lineTo(x, camera.height);
        }
        for (let query = Math.max(0, Math.ceil(camera.query)); query <= Math.min(camera.size, camera.query + camera.height / camera.scale); query++) {
            const y = Math.round((query - camera.query) * camera.scale) + 0.5;
            context.moveTo(0, y);
            context.lineTo(camera.width, y);
        }
        context.stroke();
    }

    // One tile at a time, so that none comes that is out of sight by then; the middle first.
    async fetch() {
        if (this.busy) {
            return;
        }
        if (this.wanted.length === 0) {
            this.settled.splice(0).forEach((resolve) => resolve());
            return;
        }
        this.busy = true;
        const [level, row, column] = this.wanted.shift();
        const version = this.version;
        const block = 2 ** level;
        try {
            const bytes = await this.client.ask("tile", {
                mask: this.mask, block, side: SIDE, query: row * SIDE * block, key: column * SIDE * block });
            if (version === this.version) {
                this.tiles.set(`${level} ${row} ${column}`, { level, bytes, picture: null });
                if (this.tiles.size > MOST_TILES) {
                    this.tiles.delete(this.tiles.keys().next().value);
                }
            }
        } catch (error) {
            this.failed?.(error);
            this.wanted = [];
            this.busy = false;
            return;
        }
        this.busy = false;
        this.draw();
    }

    quiet() {
        return new Promise((resolve) => {
            this.settled.push(resolve);
            this.draw();
        });
    }
}

// What the mouse, fingers and keys do to a camera.
export function steer(canvas, camera, hover) {
    const touches = new Map();
    const point = (event) => {
        const box = canvas.getBoundingClientRect();
        const ratio = canvas.width / box.width;
        return [(event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio];
    };
    canvas.addEventListener("wheel", (event) => {
        event.preventDefault();
        camera.zoom(2 ** (-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0025)), ...point(event));
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        touches.set(event.pointerId, point(event));
    });
    canvas.addEventListener("pointermove", (event) => {
        const [x, y] = point(event);
        const before = touches.get(event.pointerId);
        if (before === undefined || touches.size === 1) {
            hover(Math.floor(camera.query + y / camera.scale), Math.floor(camera.key + x / camera.scale));
        }
        if (before === undefined) {
            return;
        }
        const others = [...touches].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        touches.set(event.pointerId, [x, y]);
        if (others.length === 0) {
            camera.pan(before[0] - x, before[1] - y);
            return;
        }
        const [ox, oy] = others[0];
        const apart = (px, py) => Math.max(1, Math.hypot(px - ox, py - oy));
        camera.zoom(apart(x, y) / apart(...before), (x + ox) / 2, (y + oy) / 2);
    });
    for (const name of ["pointerup", "pointercancel"]) {
        canvas.addEventListener(name, (event) => touches.delete(event.pointerId));
    }
    canvas.addEventListener("dblclick", (event) => camera.zoom(2, ...point(event)));
}
