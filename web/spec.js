// A spec's text and its sliders: what can be slid comes from the library's tables of parameters.

// The patterns of a text that stand as `name` or `name:key=value,...`, with where each begins and
// ends; what stands in quotes or in nested masks is left to the text.
export function patternsOf(text, patterns) {
    const found = [];
    const names = /[A-Za-z_][A-Za-z0-9_]*/y;
    for (let at = 0; at < text.length; at++) {
        names.lastIndex = at;
        const match = names.exec(text);
        if (match === null) {
            continue;
        }
        const pattern = patterns.find((p) => p.name === match[0]);
        let end = at + match[0].length;
        let depth = 0;
        if (text[end] === ":") {
            while (end < text.length && (depth > 0 || !/[\s+&)]/.test(text[end]))) {
                depth += text[end] === "(" ? 1 : text[end] === ")" ? -1 : 0;
                end++;
            }
        }
        if (pattern !== undefined) {
            found.push({ pattern, begin: at, end });
        }
        at = end;
    }
    return found;
}

// The settings of `name:key=value,...` as a map of texts.
export function settingsOf(text) {
    const settings = new Map();
    const rest = text.includes(":") ? text.slice(text.indexOf(":") + 1) : "";
    for (const part of rest.match(/[^,(]+(\([^)]*\))?[^,]*/g) ?? []) {
        const at = part.indexOf("=");
        settings.set(part.slice(0, at), part.slice(at + 1));
    }
    return settings;
}

export function textOf(name, settings) {
    const parts = [...settings].map(([key, value]) => `${key}=${value}`);
    return parts.length === 0 ? name : `${name}:${parts.join(",")}`;
}

// Sliders of the whole numbers and choices of each pattern in the text. Numbers go by powers of two
// in quarters, up to the size; the field beside takes any.
export function slidersOf(text, patterns, size, changed) {
    const box = document.createDocumentFragment();
    patternsOf(text, patterns).forEach(({ pattern, begin, end }, which) => {
        const settings = settingsOf(text.slice(begin, end));
        const put = (name, value) => {
            settings.set(name, value);
            changed(text.slice(0, begin) + textOf(pattern.name, settings) + text.slice(end));
        };
        for (const p of pattern.parameters) {
            if (p.type !== "integer" && p.type !== "choice") {
                continue;
            }
            const id = `parameter-${which}-${p.name}`;
            const label = document.createElement("label");
            label.htmlFor = id;
            label.textContent = `${pattern.name} ${p.name}`;
            label.title = p.help;
            const row = document.createElement("div");
            row.className = "slider";
            row.append(label);
            if (p.type === "choice") {
                const select = document.createElement("select");
                select.id = id;
                select.append(...p.choices.map((c) => new Option(c, c)));
                select.value = settings.get(p.name) ?? p.choices[p.default];
                select.addEventListener("change", () => put(p.name, select.value));
                row.append(select);
            } else {
                row.append(...number(id, p, settings.get(p.name) ?? p.default, size, (v) => put(p.name, v)));
            }
            box.append(row);
        }
    });
    return box;
}

function number(id, parameter, value, size, put) {
    const least = Math.max(1, parameter.minimum);
    const most = Math.max(least, Math.min(parameter.maximum, size));
    const range = document.createElement("input");
    const field = document.createElement("input");
    const valueOf = (step) => Math.round(2 ** (step / 4));
    range.type = "range";
    range.min = Math.ceil(4 * Math.log2(least));
    range.max = Math.floor(4 * Math.log2(most));
    range.value = 4 * Math.log2(Math.max(1, Number(value) || 1));
    range.setAttribute("aria-label", `${parameter.name}, by powers of two`);
    field.id = id;
    field.value = value;
    field.inputMode = "numeric";
    range.addEventListener("input", () => {
        field.value = valueOf(Number(range.value));
        put(field.value);
    });
    field.addEventListener("change", () => put(field.value.trim()));
    return [range, field];
}

// Where in a text of UTF-16 the byte of UTF-8 stands.
export function characterOf(text, position) {
    let bytes = 0;
    let at = 0;
    for (const c of text) {
        if (bytes >= position) {
            break;
        }
        bytes += new TextEncoder().encode(c).length;
        at += c.length;
    }
    return at;
}
