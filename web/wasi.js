// The few calls of WASI that the C library makes: files are those that were dropped on the page,
// kept in memory and read only; nothing is written.

const ROOT = 3; // the one folder that is open
const GOOD = 0;
const BAD_DESCRIPTOR = 8;
const INVALID = 28;
const NO_ENTRY = 44;
const READ_ONLY = 69;

export class Files {
    constructor() {
        this.contents = new Map(); // by name
        this.open = new Map(); // by descriptor: {data, at}
        this.memory = null;
    }

    view() {
        return new DataView(this.memory.buffer);
    }

    // The imports of a module.
    imports() {
        return {
            fd_prestat_get: (descriptor, to) => {
                if (descriptor !== ROOT) {
                    return BAD_DESCRIPTOR;
                }
                this.view().setUint8(to, 0);
                this.view().setUint32(to + 4, 1, true);
                return GOOD;
            },
            fd_prestat_dir_name: (descriptor, to) => {
                this.view().setUint8(to, "/".charCodeAt(0));
                return GOOD;
            },
            fd_fdstat_get: (descriptor, to) => this.stat(descriptor, to, 24, (view, file) => {
                view.setUint8(to, file ? 4 : 3); // a regular file, or the folder
                view.setBigUint64(to + 8, 0xffffffffffffffffn, true);
                view.setBigUint64(to + 16, 0xffffffffffffffffn, true);
            }),
            fd_fdstat_set_flags: () => GOOD,
            fd_filestat_get: (descriptor, to) => this.stat(descriptor, to, 64, (view, file) => {
                view.setUint8(to + 16, file ? 4 : 3);
                view.setBigUint64(to + 32, BigInt(file ? file.data.length : 0), true);
            }),
            path_filestat_get: (folder, flags, path, length, to) => {
                const data = this.named(path, length);
                if (data === undefined) {
                    return NO_ENTRY;
                }
                new Uint8Array(this.memory.buffer, to, 64).fill(0);
                this.view().setUint8(to + 16, 4);
                this.view().setBigUint64(to + 32, BigInt(data.length), true);
                return GOOD;
            },
            path_open: (folder, flags, path, length, create, rights, inheriting, more, to) => {
                const data = this.named(path, length);
                if (create & 1) {
                    return READ_ONLY;
                }
                if (data === undefined) {
                    return NO_ENTRY;
                }
                let descriptor = ROOT + 1;
                while (this.open.has(descriptor)) {
                    descriptor++;
                }
                this.open.set(descriptor, { data, at: 0 });
                this.view().setUint32(to, descriptor, true);
                return GOOD;
            },
            fd_read: (descriptor, vectors, num, to) => {
                const file = this.open.get(descriptor);
                if (file === undefined) {
                    return BAD_DESCRIPTOR;
                }
                const view = this.view();
                let read = 0;
                for (let k = 0; k < num; k++) {
                    const at = view.getUint32(vectors + 8 * k, true);
                    const part = file.data.subarray(file.at,
                        file.at + view.getUint32(vectors + 8 * k + 4, true));
                    new Uint8Array(this.memory.buffer).set(part, at);
                    file.at += part.length;
                    read += part.length;
                }
                view.setUint32(to, read, true);
                return GOOD;
            },
            fd_seek: (descriptor, offset, whence, to) => {
                const file = this.open.get(descriptor);
                if (file === undefined) {
                    return BAD_DESCRIPTOR;
                }
                const from = [0, file.at, file.data.length][whence];
                const at = from + Number(offset);
                if (from === undefined || at < 0) {
                    return INVALID;
                }
                file.at = at;
                this.view().setBigUint64(to, BigInt(at), true);
                return GOOD;
            },
            fd_close: (descriptor) => this.open.delete(descriptor) ? GOOD : BAD_DESCRIPTOR,
            fd_write: () => READ_ONLY,
            proc_exit: (status) => {
                throw new Error(`the library ended with status ${status}`);
            },
        };
    }

    // What the file of a name holds, or undefined.
    named(path, length) {
        const name = new TextDecoder().decode(new Uint8Array(this.memory.buffer, path, length));
        return this.contents.get(name.replace(/^(\.?\/)+/, ""));
    }

    stat(descriptor, to, size, fill) {
        const file = this.open.get(descriptor);
        if (file === undefined && descriptor !== ROOT) {
            return BAD_DESCRIPTOR;
        }
        new Uint8Array(this.memory.buffer, to, size).fill(0);
        fill(this.view(), file);
        return GOOD;
    }
}
