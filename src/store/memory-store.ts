/** A store that lives in memory: for tests, pages, and runs whose checkpoint the caller takes from it. */
import { BgptError } from '../errors.ts';
import type { Content, FileStore, Written } from './file-store.ts';

/** @param files what the store begins with; it is changed in place, so the caller may look at it at any time */
export function memoryStore(files = new Map<string, Uint8Array<ArrayBuffer>>()): FileStore {
  return {
    describe: (name) => `${name} in memory`,
    async open(name) {
      const bytes = files.get(name);
      if (!bytes) return undefined;
      return {
        size: bytes.length,
        async read(begin, end) {
          if (end <= bytes.length) return bytes.slice(begin, end);
          throw new BgptError('checkpoint/corrupt', `${name} in memory ends before byte ${end}`);
        },
        sha256: () => sha256(bytes),
        close: async () => undefined,
      };
    },
    async commit(contents, remove = []) {
      const written: Record<string, Written> = {};
      const next: [string, Uint8Array<ArrayBuffer>][] = [];
      for (const [name, content] of contents) {
        const bytes = await gathered(content(written));
        written[name] = { bytes: bytes.length, sha256: await sha256(bytes) };
        next.push([name, bytes]);
      }
      for (const [name, bytes] of next) files.set(name, bytes);
      for (const name of remove) files.delete(name);
    },
    async append(name, text) {
      const before = files.get(name) ?? new Uint8Array();
      files.set(name, joined([before, encode(text)]));
    },
  };
}

async function gathered(content: Content): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof content === 'string' || content instanceof Uint8Array) return joined([encode(content)]);
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(encode(piece));
  return joined(pieces);
}

/** A copy, so that what a caller does to its bytes afterwards changes nothing here. */
function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function encode(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
