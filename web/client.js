// Workers made of the page's own text, so that they work from file://, and their answers as promises.

let code = null; // the WebAssembly, inflated once

async function inflated() {
    const text = document.getElementById("wasm").textContent.trim();
    const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}

export class Client {
    static async make() {
        code ??= await inflated();
        const client = new Client();
        const text = document.getElementById("worker").textContent;
        const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
        client.worker = new Worker(url);
        URL.revokeObjectURL(url);
        client.waiting = new Map();
        client.count = 0;
        client.worker.onmessage = ({ data: { id, answer, error } }) => {
            const [resolve, reject] = client.waiting.get(id);
            client.waiting.delete(id);
            if (error === undefined) {
                resolve(answer);
            } else {
                reject(Object.assign(new Error(error.message), error));
            }
        };
        client.list = await client.ask("start", code);
        return client;
    }

    ask(name, question) {
        const id = this.count++;
        return new Promise((resolve, reject) => {
            this.waiting.set(id, [resolve, reject]);
            this.worker.postMessage({ id, name, question });
        });
    }
}
