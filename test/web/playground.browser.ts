/**
 * The built playground in Chromium, served as a static site under a strict Content-Security-Policy: the model's bytes are
 * those of Node's WebAssembly, faults are told by their codes, and every view pleases an accessibility checker.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadModel } from '../../src/convert/load-model.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { openChromium } from './chromium.ts';
import { type StaticSite, staticSite } from './static-site.ts';

const ROOT = join(import.meta.dirname, '../..');
const SHOTS = process.env.BGPT_SCREENSHOTS;
const tuneNamed = (file: string) => readFileSync(join(ROOT, `corpora/bundled/${file}.abc`), 'utf8');
const TUNES = ['hot-cross-buns', 'london-bridge'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = { wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;

let site: StaticSite;
let browser: Browser;
const expected = new Map<string, Buffer>();
beforeAll(async () => {
  browser = await openChromium();
  // in a process of its own: a build within a test is one for tests
  execFileSync('npm', ['run', 'web:build', '--silent', '--', '--logLevel', 'error'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  site = await staticSite(join(ROOT, 'web/dist'));
  const model = await loadModel(join(ROOT, 'checkpoints/tunes-6m'), { engine: 'wasm', threads: 1 });
  for (const tune of TUNES)
    expected.set(tune, Buffer.from((await model.convert(tuneNamed(tune), { repair: true })).midi));
  await model.dispose();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

let context: BrowserContext;
let page: Page;
/** What a page must never do: throw, break the policy, ask another host. */
let complaints: string[];
beforeEach(async () => {
  context = await browser.newContext({
    viewport: SIZES.wide,
    // what it answers is seen by no test of the site itself
    serviceWorkers: 'block',
  });
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(site.address) && !/^(blob|data):/.test(request.url()))
      complaints.push(`asked ${request.url()}`);
  });
});
afterEach(async () => {
  site.fault = Object.assign(site.fault, { path: undefined, kind: undefined });
  await context.close();
  expect(complaints).toEqual([]);
});

const status = (text: string | RegExp) =>
  page.locator('#convert-status').filter({ hasText: text }).waitFor({ timeout: 200_000 });

async function convert(tune: string): Promise<Buffer> {
  await page.fill('#abc', tuneNamed(tune));
  await page.click('#convert');
  await status(/bytes in/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download-midi')]);
  return readFileSync(await download.path());
}

async function shoot(name: string): Promise<void> {
  if (!SHOTS) return;
  for (const [size, viewport] of Object.entries(SIZES))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(SHOTS, `${name}-${size}-${colorScheme}.png`), fullPage: true });
    }
  await page.setViewportSize(SIZES.wide);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function findings(): Promise<string[]> {
  await page.evaluate(AXE);
  const found: string[] = [];
  for (const viewport of Object.values(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run(),
      );
      for (const { id, nodes } of violations)
        found.push(...nodes.map(({ html }) => `${id} (${viewport.width}, ${colorScheme}): ${html}`));
    }
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    if ((overflow as number) > 0) found.push(`${viewport.width}: the page is ${overflow} pixels too wide`);
  }
  await page.setViewportSize(SIZES.wide);
  return found;
}
interface Violation {
  id: string;
  nodes: { html: string }[];
}

test('the bytes are those of the WebAssembly engine in Node, and the model is loaded once', async () => {
  await page.goto(site.address);
  for (const tune of TUNES) expect((await convert(tune)).equals(expected.get(tune)!), tune).toBe(true);
  expect(await page.locator('#checks .failed').count()).toBe(0);
  expect(await page.locator('#score svg').count()).toBeGreaterThan(0);
  expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('abc')).toBe(tuneNamed(TUNES.at(-1)!));
  await page.click('#play-model');
  expect(await page.textContent('#play-model')).toBe('Stop');
  await page.click('#play-model');
  expect(await page.textContent('#play-model')).toBe('Play');
  await shoot('abc-to-midi');
  expect(await findings()).toEqual([]);
  await page.click('#tab-bits');
  await page.click('#bits-of-tune');
  await page.locator('#bits-status').filter({ hasText: 'bits a byte' }).waitFor({ timeout: 200_000 });
  await page.locator('#bits-map .hex').press('ArrowRight');
  expect(await page.locator('#bits-map .told').textContent()).toMatch(/probability/);
  await shoot('bits');
  expect(await findings()).toEqual([]);
  site.asked.length = 0;
  await page.reload();
  expect((await convert(TUNES[0]!)).equals(expected.get(TUNES[0]!)!)).toBe(true);
  expect(site.asked.filter((path) => path.endsWith('.safetensors'))).toEqual([]);
});

test('a MIDI file becomes a text that plays its notes', async () => {
  const rendered = render(tuneNamed('kesh-jig'));
  if (!rendered.ok) throw new Error(rendered.message);
  await page.goto(site.address);
  await page.click('#tab-midi-to-abc');
  await page.setInputFiles('#midi-file', {
    name: '<img src=x onerror=alert(1)>.mid',
    mimeType: 'audio/midi',
    buffer: Buffer.from(rendered.midi),
  });
  await page.locator('#verified').filter({ hasText: 'Verified' }).waitFor();
  const text = await page.inputValue('#abc-out');
  expect(text).toContain('K:G');
  expect(render(text)).toMatchObject({ ok: true });
  await page.locator('#score-out svg').waitFor();
  await shoot('midi-to-abc');
  expect(await findings()).toEqual([]);
});

test('a file that is none, and one that is too large, are refused in words with a code', async () => {
  await page.goto(site.address);
  await page.click('#tab-midi-to-abc');
  await page.setInputFiles('#midi-file', { name: 'a.mid', mimeType: '', buffer: Buffer.from('hello') });
  await page.locator('#midi-status').filter({ hasText: '(smf/' }).waitFor();
  await page.setInputFiles('#midi-file', { name: 'b.mid', mimeType: '', buffer: Buffer.alloc(20e6) });
  await page.locator('#midi-status').filter({ hasText: '(midi/too-long)' }).waitFor();
});

test('a tune without a key is refused, and a conversion that is cancelled leaves the page as it was', async () => {
  await page.goto(site.address);
  await page.fill('#abc', 'no tune at all');
  await page.click('#convert');
  await status('(convert/no-tune)');
  await page.fill('#abc', tuneNamed('kesh-jig'));
  await page.click('#convert');
  await status('The model writes');
  await page.click('#cancel');
  await status('Cancelled');
  expect((await convert(TUNES[0]!)).equals(expected.get(TUNES[0]!)!)).toBe(true);
});

test.each([
  ['cut', /safetensors/, '(io/download-failed)'],
  ['missing', /safetensors/, '(io/not-found)'],
  ['missing', /\.wasm/, '(engine/device-unavailable)'],
] as const)('a file that is %s (%s) is told as %s, and the next try succeeds', async (kind, path, code) => {
  Object.assign(site.fault, { kind, path });
  await page.goto(site.address);
  await page.fill('#abc', tuneNamed(TUNES[0]!));
  await page.click('#convert');
  await status(code);
  Object.assign(site.fault, { path: undefined });
  expect((await convert(TUNES[0]!)).equals(expected.get(TUNES[0]!)!)).toBe(true);
});

test('a kept file that was damaged is fetched anew', async () => {
  await page.goto(site.address);
  await convert(TUNES[0]!);
  await page.evaluate(async () => {
    const { caches } = globalThis as unknown as { caches: Kept };
    const cache = await caches.open('bgpt-music models');
    for (const { url } of await cache.keys())
      if (url.endsWith('safetensors')) await cache.put(url, new Response('broken'));
  });
  site.asked.length = 0;
  await page.reload();
  expect((await convert(TUNES[0]!)).equals(expected.get(TUNES[0]!)!)).toBe(true);
  expect(site.asked.some((path) => path.endsWith('.safetensors'))).toBe(true);
});
interface Kept {
  open(name: string): Promise<{
    keys(): Promise<{ url: string }[]>;
    put(url: string, response: Response): Promise<void>;
  }>;
}

test('without WebAssembly the page says so', async () => {
  await context.addInitScript('delete globalThis.WebAssembly');
  // a worker has a scope of its own
  await page.route('**/worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `delete globalThis.WebAssembly;${await response.text()}` });
  });
  await page.goto(site.address);
  await page.click('#convert');
  await status('(engine/device-unavailable)');
});

test('after a conversion the site works without a network', async () => {
  const online = await browser.newContext();
  const visited = await online.newPage();
  await visited.goto(site.address);
  await visited.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await visited.fill('#abc', tuneNamed(TUNES[0]!));
  await visited.click('#convert');
  const done = () =>
    visited.locator('#convert-status').filter({ hasText: 'bytes in' }).waitFor({ timeout: 200_000 });
  await done();
  await online.setOffline(true);
  await visited.reload();
  await visited.fill('#abc', tuneNamed(TUNES[1]!));
  await visited.click('#convert');
  await done();
  await online.close();
});

test('tabs are gone through with the arrow keys', async () => {
  await page.goto(site.address);
  await page.focus('#tab-abc-to-midi');
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('#view-midi-to-abc').isVisible()).toBe(true);
  await page.keyboard.press('End');
  expect(await page.locator('#view-bits').isVisible()).toBe(true);
  expect(await page.evaluate('document.activeElement.id')).toBe('tab-bits');
});
