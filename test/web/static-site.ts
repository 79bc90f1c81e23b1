/** A folder served by http with a strict Content-Security-Policy, as a host would: no isolation headers, nothing made up. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

export interface StaticSite {
  address: string;
  /** Paths that were asked for, in order. */
  asked: string[];
  /** What answers in place of a file: `cut` ends the connection after 1,000 bytes. */
  fault: { path?: RegExp; kind?: 'cut' | 'missing' };
  close(): Promise<void>;
}

export async function staticSite(folder: string): Promise<StaticSite> {
  const asked: string[] = [];
  const fault: StaticSite['fault'] = {};
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://host');
    asked.push(pathname);
    const path = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
    const found = await stat(path).catch(() => undefined);
    const faulty = fault.path?.test(pathname);
    if (!found?.isFile() || (faulty && fault.kind === 'missing')) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-length': found.size,
      'content-security-policy': POLICY,
    });
    if (faulty) response.write(Buffer.alloc(1000), () => response.destroy());
    else createReadStream(path).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    fault,
    close: () => new Promise((done) => server.close(() => done()).closeAllConnections()),
  };
}
