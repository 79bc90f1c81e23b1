/** A page and its model worker on the two ends of a message channel in one thread, with files from memory in place of a server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWasmRuntime } from '../../src/engine/wasm/load-wasm.ts';
import type { Port } from '../../src/web/protocol.ts';
import { serveModel } from '../../src/web/serve-model.ts';
import type { WorkerPort } from '../../src/web/worker-port.ts';

export const ROOT = join(import.meta.dirname, '../..');
export const ADDRESS = 'https://models.test/tunes-6m/';
const SHIPPED = join(ROOT, 'checkpoints/tunes-6m');

/** What a server of the shipped model answers; `files` in place of its own. */
export function server(files: Record<string, Uint8Array | undefined> = {}) {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    const name = new URL(url).pathname.split('/').at(-1)!;
    asked.push(name);
    const bytes = name in files ? files[name] : readFileSync(join(SHIPPED, name));
    return bytes
      ? new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-length': `${bytes.length}` } })
      : new Response('', { status: 404 });
  };
  return { fetch, asked };
}

/** Starts a worker that is none. */
export function startWorkerHere({ fetch }: Pick<ReturnType<typeof server>, 'fetch'>): WorkerPort {
  const { port1, port2 } = new MessageChannel();
  serveModel(port2 as unknown as Port, { fetch, loadRuntime: ({ threads }) => loadWasmRuntime(threads) });
  for (const port of [port1, port2]) port.start();
  return {
    postMessage: (message) => port1.postMessage(message),
    addEventListener: ((type: 'message', listener: (event: { data: unknown }) => void) =>
      port1.addEventListener(type, listener as never)) as WorkerPort['addEventListener'],
    terminate: () => port1.close(),
  };
}
