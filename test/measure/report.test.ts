import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CostsRecord } from '../../src/measure/costs-file.ts';
import { bars, curves } from '../../src/report/run/charts.ts';
import { HEAT_LIMITS, heatOf, heatStrip, STRIP_BYTES } from '../../src/report/run/heat-strip.ts';
import { reportPage } from '../../src/report/run/page.ts';
import { readMetrics } from '../../src/report/run/read-metrics.ts';
import { runReport } from '../../src/report/run/run-report.ts';
import { midiFile } from './pairs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgpt-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const record = (target: Uint8Array, change: Partial<CostsRecord> = {}): CostsRecord => ({
  id: 'x',
  title: 'x',
  origin: '',
  targetFormat: 'mid',
  target,
  bits: Array.from(target, (_, i) => i % 10),
  ends: [[target.length, 0.5]],
  ...change,
});

test('metrics: absent and unknown fields, a line cut short, a line of another kind', async () => {
  const path = join(folder, 'some.jsonl');
  await writeFile(
    path,
    '{"step":1,"bpb":3,"whatever":true}\n{"step":2,"bpb":"?","validBpb":2}\n"no"\n{"step":3,"bp',
  );
  const lines = await readMetrics(path);
  expect(lines).toEqual([
    { step: 1, bpb: 3 },
    { step: 2, validBpb: 2 },
  ]);
  expect(await readMetrics(join(folder, 'none.jsonl'))).toEqual([]);
});

test('curves: every validation is a dot, of one point and of none there is a chart, too', () => {
  const line = [4, 2, 1].map((y, x) => ({ x, y }));
  expect(curves(line, line, 'steps', 'bits').match(/<circle/g)).toHaveLength(3);
  expect(curves([], [{ x: 1, y: 1 }], 'steps', 'bits')).toContain('<svg');
  expect(curves([], [], 'steps', 'bits')).toContain('<svg');
});

test('curves: over a wide range the scale is logarithmic and every step has its figure', () => {
  const wide = curves(
    [8, 0.05].map((y, x) => ({ x, y })),
    [],
    'steps',
    'bits',
  );
  for (const tick of ['0.05', '0.1', '0.2', '0.5', '1', '2', '5']) expect(wide).toContain(`>${tick}</text>`);
});

test('bars: in the order given, as long as their values', () => {
  const drawn = bars(
    [
      { name: 'a', value: 2, text: '2' },
      { name: 'b', value: 1, text: '1' },
    ],
    'bits',
  );
  const [a, b] = [...drawn.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map((found) => Number(found[1]));
  expect(a! / b!).toBeCloseTo(2, 6);
  expect(drawn.indexOf('>a<')).toBeLessThan(drawn.indexOf('>b<'));
});

test('heat strip: each byte once, in hex, by field and cost; each end mark; a group an event', () => {
  const strip = heatStrip(
    record(midiFile(2), {
      ends: [
        [22, 1],
        [midiFile(2).length, 0.001],
      ],
    }),
  );
  expect(strip.match(/title="byte /g)).toHaveLength(midiFile(2).length);
  expect(strip).toContain('title="byte 18 · 00 · track length · 8.000 bits"');
  expect(strip).toContain('title="end of patch · 1.000 bits"');
  expect(strip).toContain('title="end of file · 0.001 bits"');
  // header, track header, tempo, two notes on and off, end of track
  expect(strip.match(/<span>/g)).toHaveLength(8);
  expect(heatStrip(record(new Uint8Array(), { ends: [[0, 9]] }))).toContain('end of file');
});

test('heat strip: a long file is cut, and the page says so', () => {
  const long = record(new Uint8Array(STRIP_BYTES + 100), { targetFormat: 'txt' });
  expect(heatStrip(long).match(/title="byte /g)).toHaveLength(STRIP_BYTES);
  expect(reportPage({ title: 't', metrics: [], costs: long })).toContain('The first 4,000 are shown');
});

test('a dearer byte is never cooler', () => {
  const costs = [-1e-9, 0, ...HEAT_LIMITS.flatMap((limit) => [limit, limit + 1e-9]), 100];
  const heats = costs.map(heatOf);
  expect(heats).toEqual([...heats].sort((a, b) => a - b));
  expect([heats[0], heats.at(-1)]).toEqual([0, HEAT_LIMITS.length]);
});

test('titles from outside are text, never markup', () => {
  const evil = '<script>alert("x")</script>';
  const page = reportPage({ title: evil, metrics: [], costs: record(midiFile(1), { title: evil }) });
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)');
});

test('a folder of metrics alone has a page; an empty one is a coded error', async () => {
  await expect(runReport(folder)).rejects.toMatchObject({ code: 'io/not-found' });
  await writeFile(
    join(folder, 'metrics.jsonl'),
    '{"step":1,"bpb":3,"loss":2}\n{"step":2,"bpb":2,"validBpb":2.25}\n',
  );
  const { page, metrics, figures, file } = await runReport(folder);
  expect({ metrics, figures, file }).toEqual({ metrics: 2, figures: false, file: null });
  expect(page).toContain('2.2500');
  expect(page.match(/<svg/g)!.length).toBeGreaterThanOrEqual(2);
  await writeFile(join(folder, 'bpb.json'), '{"error":{}}');
  await expect(runReport(folder)).rejects.toMatchObject({ code: 'measure/costs-corrupt' });
});
