// Files that come and go: dropped ones, whose archives are inflated for the library, and exports.

export function save(name, data, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([data], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// A name that a spec takes without quotes.
export function nameOf(name) {
    return name.replace(/[^A-Za-z0-9_.-]/g, "_").replace(/^[.-]+/, "") || "file";
}

async function inflate(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}

// The archive with its members stored and no longer deflated, by its directory (PKWARE's APPNOTE);
// what is no such archive stays as it is, for the library to judge.
export async function stored(data) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let end = data.length - 22;
    while (end >= 0 && end > data.length - 65558 && view.getUint32(end, true) !== 0x06054b50) {
        end--;
    }
    if (data.length < 22 || end < 0 || view.getUint32(0, true) !== 0x04034b50 ||
        view.getUint32(end, true) !== 0x06054b50) {
        return data;
    }
    const members = [];
    const heads = [];
    let at = view.getUint32(end + 16, true);
    let offset = 0;
    try {
        for (let k = view.getUint16(end + 10, true); k > 0; k--) {
            const nameLength = view.getUint16(at + 28, true);
            const rest = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
            const from = view.getUint32(at + 42, true);
            const method = view.getUint16(at + 10, true);
            const begin = from + 30 + view.getUint16(from + 26, true) + view.getUint16(from + 28, true);
            let body = data.subarray(begin, begin + view.getUint32(at + 20, true));
            if (method === 8) {
                body = await inflate(body);
            }
            const name = data.subarray(at + 46, at + 46 + nameLength);
            const local = new Uint8Array(30 + nameLength);
            const head = new Uint8Array(46 + nameLength);
            local.set(data.subarray(from, from + 26));
            local.set(name, 30);
            head.set(data.subarray(at, at + 46 + nameLength));
            const set = (bytes, place, method_, sizes) => {
                const v = new DataView(bytes.buffer);
                v.setUint16(method_, 0, true);
                v.setUint16(place, view.getUint16(at + 8, true) & ~8, true);
                v.setUint32(sizes - 4, view.getUint32(at + 16, true), true);
                v.setUint32(sizes, body.length, true);
                v.setUint32(sizes + 4, body.length, true);
                v.setUint16(sizes + 8, nameLength, true);
                v.setUint16(sizes + 10, 0, true);
                return v;
            };
            set(local, 6, 8, 18);
            const v = set(head, 8, 10, 20);
            v.setUint16(32, 0, true);
            v.setUint32(42, offset, true);
            members.push(local, body);
            heads.push(head);
            offset += local.length + body.length;
            at += 46 + nameLength + rest;
        }
    } catch {
        return data;
    }
    const tail = data.slice(end, end + 22);
    const v = new DataView(tail.buffer);
    v.setUint32(12, heads.reduce((sum, h) => sum + h.length, 0), true);
    v.setUint32(16, offset, true);
    v.setUint16(20, 0, true);
    return new Uint8Array(await new Blob([...members, ...heads, tail]).arrayBuffer());
}
