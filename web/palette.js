// Colours: the library's own, and sets for those who do not see all of them, on light and on dark.

// Okabe and Ito 2008, "Color Universal Design", with a ground of their own.
const OKABE_ITO = ["#dddddd", "#000000", "#0072b2", "#56b4e9", "#e69f00", "#d55e00", "#999999"];
const OKABE_ITO_DARK = ["#26282e", "#f5f5f5", "#4ba3dd", "#a6dcff", "#e69f00", "#ff8a5c", "#999999"];
const OWN_DARK = ["#24272e", "#dfe6ff", "#6f8dff", "#8fd3f5", "#ffa726", "#ff6b60", "#9a9a9a"];

function parsed(text) {
    return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
}

function mixed(from, to, share) {
    return from.map((c, k) => Math.round(c + (to[k] - c) * share));
}

// The colours of values (7) and of steps of a density, as packed bytes of a picture.
export function paletteOf(list, name, dark) {
    const own = list.values.map((c) => c);
    let values = own;
    let density = list.density;
    if (name === "colour-blind" || dark) {
        const texts = name === "colour-blind" ? (dark ? OKABE_ITO_DARK : OKABE_ITO) : OWN_DARK;
        values = texts.map(parsed);
        const [ground, full] = dark ? [values[0], [255, 255, 255]] : [values[0], values[2].map((c) => c * 0.6)];
        density = list.density.map((c, k) =>
            k === 0 ? ground : mixed(ground, full, 0.2 + 0.8 * k / (list.density.length - 1)));
    }
    const pack = ([r, g, b]) => (0xff000000 | Math.round(b) << 16 | Math.round(g) << 8 | Math.round(r)) >>> 0;
    return {
        values: Uint32Array.from(values, pack),
        density: Uint32Array.from(density, pack),
        css: values.map((c) => `rgb(${c.map(Math.round).join(",")})`),
        ramp: [0, 0.25, 0.5, 0.75, 1].map((s) => density[Math.round(s * (density.length - 1))])
            .map((c) => `rgb(${c.map(Math.round).join(",")})`),
    };
}
