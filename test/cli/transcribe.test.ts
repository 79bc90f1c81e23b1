/** Hazards: a row that says verified of nothing; half a file; a refusal that costs the others; a flag that is silently ignored. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { render } from '../../src/music/reference-renderer.ts';
import { temporary } from '../corpus/helpers.ts';
import { midiFile } from '../music/midi-file.ts';
import { run as bgpt } from './run.ts';

const folder = temporary();
const at = (name: string) => join(folder, name);
const TUNE = 'X:1\nT:A Tune\nM:6/8\nL:1/8\nK:G\n|:D|G2G BAG|A2A cBA|G2G BAG|F2D D2:|\n';

beforeAll(() => {
  mkdirSync(at('in/below'), { recursive: true });
  mkdirSync(at('human'));
  const rendering = render(TUNE);
  if (!rendering.ok) throw new Error(rendering.message);
  writeFileSync(at('in/a.mid'), rendering.midi);
  writeFileSync(at('in/below/b.midi'), rendering.midi);
  const free = Array.from({ length: 20 }, (_, i) => ({
    at: i * 300 + ((i * 37) % 100),
    for: 200,
    pitch: 60 + (i % 5),
  }));
  writeFileSync(at('in/free.mid'), midiFile([free]));
  writeFileSync(at('in/not.mid'), 'hello');
  writeFileSync(at('human/a.abc'), TUNE);
});

async function json(...args: string[]) {
  const { stdout, stderr, status } = await bgpt('convert', ...args, '--json');
  expect(stderr + stdout, args.join(' ')).not.toMatch(/ at .*\.ts:\d+/);
  return { status, ...JSON.parse(stdout) };
}

test('a folder: a text for each file that can be taken, a code for each that cannot, no half file', async () => {
  const { status, files, totals } = await json(
    ...[at('in'), '--to', 'abc', '--baseline', 'rules', '--out', at('out'), '--against', at('human')],
  );
  expect(status).toBe(1);
  const rows = Object.fromEntries(
    files.map((row: { source: string }) => [row.source.slice(at('in/').length), row]),
  );
  expect(rows['a.mid']).toMatchObject({
    ...{ out: at('out/a.abc'), verified: true, notes: 38, leftOut: { drums: 0 }, warnings: [] },
    bars: { model: 0, retried: 0 },
    origin: { key: 'file', metre: 'file' },
    comparison: { allNotes: 1, keyAndMode: 1, pickup: 1 },
  });
  expect(rows['a.mid'].bars.literal).toBeGreaterThan(3);
  expect(rows['a.mid'].code).toBeUndefined();
  expect(rows['below/b.midi']).toMatchObject({ out: at('out/below/b.abc'), verified: true });
  expect(rows['free.mid']).toMatchObject({ verified: false, code: 'midi/free-time', notes: 0 });
  expect(rows['not.mid']).toMatchObject({ verified: false, code: 'smf/no-header' });
  expect(rows['free.mid'].out).toBeUndefined();
  expect(totals).toMatchObject({ files: 4, written: 2, verified: 2, against: { tunes: 1, allNotes: 1 } });
  expect(totals.unverified).toEqual({ 'midi/free-time': 1, 'smf/no-header': 1 });
  expect(readdirSync(at('out')).sort()).toEqual(['a.abc', 'below']);
  expect(readFileSync(at('out/a.abc'), 'utf8')).toMatch(/^X:1\n(?:.*\n)*K:G\n/);
});

test('a free performance is taken where that is asked for', async () => {
  const { status, files } = await json(
    at('in/free.mid'),
    '--baseline',
    'literal',
    '--quantise',
    '--out',
    at('free'),
  );
  expect(status).toBe(0);
  expect(files[0]).toMatchObject({ verified: true, notes: 20, by: 'literal' });
});

test('a voice that is not there is refused with those there are, and nothing is written', async () => {
  const { status, files } = await json(
    at('in/a.mid'),
    '--baseline',
    'literal',
    '--track',
    '2',
    '--out',
    at('none'),
  );
  expect(status).toBe(1);
  expect(files[0]).toMatchObject({ code: 'midi/no-such-track' });
  expect(existsSync(at('none/a.abc'))).toBe(false);
});

test.each([
  ['--no-verify', [at('human/a.abc'), '--no-verify']],
  ['--baseline', [at('human/a.abc'), '--from', 'abc', '--to', 'mid', '--baseline', 'rules']],
  ['--repair', [at('in/a.mid'), '--baseline', 'rules', '--repair']],
  ['--checkpoint', [at('in/a.mid'), '--baseline', 'rules', '--checkpoint', 'x']],
])('%s in the wrong direction is wrong usage', async (_, args) => {
  const { status, stderr } = await bgpt('convert', ...args, '--out', at('wrong'));
  expect(status).toBe(2);
  expect(stderr).toContain('usage/invalid-option');
});

test('a checkpoint trained for a moment says what it does, and convert takes it: the notes are right all the same', async () => {
  const trained = await bgpt(
    ...['train', '--synthetic', 'short', '--transcription-share', '1', '--out', at('run'), '--steps', '2'],
    ...[
      '--preset',
      'nano',
      '--engine',
      'onnx',
      '--threads',
      '1',
      '--valid-pairs',
      '2',
      '--set',
      'patchLength=256',
    ],
    ...['--batch-patches', '256', '--batches-per-step', '1'],
  );
  expect(trained.stderr + trained.stdout).toContain('transcriptions');
  expect(JSON.parse(readFileSync(at('run/config.json'), 'utf8')).directions).toEqual(['mid>abc']);
  const { status, direction, files, totals } = await json(
    ...[at('in/a.mid'), '--checkpoint', at('run'), '--tries', '1', '--out', at('written')],
  );
  expect(status).toBe(0);
  expect(direction).toBe('mid>abc');
  expect(files[0]).toMatchObject({ out: at('written/a.abc'), verified: true, notes: 38, windows: 1 });
  expect(totals).toMatchObject({ files: 1, verified: 1 });
  const greedy = await json(at('in/a.mid'), '--checkpoint', at('run'), '--no-verify', '--out', at('greedy'));
  // what it writes is kept, and what is wrong with it said
  expect(greedy.status).toBe(1);
  expect(greedy.files[0]).toMatchObject({ out: at('greedy/a.abc'), verified: false });
  expect(greedy.files[0].code).toMatch(/^verify\//);
});
