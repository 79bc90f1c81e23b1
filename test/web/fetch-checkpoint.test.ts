/** A download is checked before it is kept, and a kept file that is broken costs one more download, not the model. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ResponseCache } from '../../src/store/fetched-store.ts';
import { fetchCheckpoint } from '../../src/web/fetch-checkpoint.ts';
import { ADDRESS, ROOT, server } from './lines.ts';

const WEIGHTS = 'model.safetensors';
const whole = readFileSync(join(ROOT, 'checkpoints/tunes-6m', WEIGHTS));

function memoryCache() {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  const cache: ResponseCache = {
    match: async (url) => (kept.has(url) ? new Response(kept.get(url)!) : undefined),
    put: async (url, response) => void kept.set(url, new Uint8Array(await response.arrayBuffer())),
    delete: async (url) => kept.delete(url),
  };
  return { cache, kept };
}

test('the second time the weights come from the cache, and the config only where nobody answers', async () => {
  const { cache } = memoryCache();
  const first = server();
  const loaded: number[] = [];
  await fetchCheckpoint(ADDRESS, {
    ...first,
    cache,
    onProgress: ({ file, loaded: bytes, total }) => {
      if (file !== WEIGHTS) return;
      expect(total).toBe(whole.length);
      loaded.push(bytes);
    },
  });
  expect(first.asked).toEqual(['config.json', WEIGHTS]);
  expect(loaded.at(-1)).toBe(whole.length);
  const second = server();
  await fetchCheckpoint(ADDRESS, { ...second, cache });
  expect(second.asked).toEqual(['config.json']);
  const offline = () => Promise.reject(new TypeError('Failed to fetch'));
  const { config } = await fetchCheckpoint(ADDRESS, { fetch: offline, cache });
  expect(config.architecture).toBe('bgpt-2');
});

test('a kept file with a wrong byte is thrown away and fetched again', async () => {
  const { cache, kept } = memoryCache();
  await fetchCheckpoint(ADDRESS, { ...server(), cache });
  const key = `${ADDRESS}${WEIGHTS}`;
  const broken = kept.get(key)!;
  broken[broken.length - 1]! ^= 1;
  const again = server();
  await fetchCheckpoint(ADDRESS, { ...again, cache });
  expect(again.asked).toContain(WEIGHTS);
  // not toEqual, which takes minutes for 13 million bytes
  expect(whole.equals(kept.get(key)!)).toBe(true);
});

test.each([
  ['shorter than config.json says', whole.subarray(0, 1000)],
  ['with another sha256', whole.map((byte, i) => (i === whole.length - 1 ? byte ^ 1 : byte))],
])('a download %s is refused and not kept', async (_, bytes) => {
  const { cache, kept } = memoryCache();
  const fetching = fetchCheckpoint(ADDRESS, { ...server({ [WEIGHTS]: bytes }), cache });
  await expect(fetching).rejects.toMatchObject({ code: 'checkpoint/corrupt' });
  expect(kept.size).toBe(0);
});

test('a download that breaks off says how far it came', async () => {
  const { fetch } = server();
  const cut = async (url: string) => {
    if (!url.endsWith(WEIGHTS)) return fetch(url);
    let pulls = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (pulls++ === 0) controller.enqueue(new Uint8Array(1000));
        else controller.error(new TypeError('network error'));
      },
    });
    return new Response(body, { headers: { 'content-length': `${whole.length}` } });
  };
  const fetching = fetchCheckpoint(ADDRESS, { fetch: cut });
  await expect(fetching).rejects.toMatchObject({
    code: 'io/download-failed',
    message: expect.stringContaining(`1000 of ${whole.length} bytes`),
  });
});

test.each([
  [404, 'io/not-found'],
  [503, 'io/download-failed'],
])('status %i is %s', async (status, code) => {
  const fetch = async () => new Response('', { status });
  await expect(fetchCheckpoint(ADDRESS, { fetch })).rejects.toMatchObject({ code });
});

test('the page of a server that answers everything is no config', async () => {
  const page = new TextEncoder().encode('<!doctype html>');
  const fetching = fetchCheckpoint(ADDRESS, server({ 'config.json': page }));
  await expect(fetching).rejects.toMatchObject({ code: 'checkpoint/corrupt' });
});

test('a cancelled download fails with the reason of its signal', async () => {
  const cancelling = new AbortController();
  const reason = new Error('enough');
  const fetch = async () => {
    cancelling.abort(reason);
    throw new DOMException('aborted', 'AbortError');
  };
  await expect(fetchCheckpoint(ADDRESS, { fetch, signal: cancelling.signal })).rejects.toBe(reason);
});
