import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModel } from '../../src/convert/model.ts';
import { planOutputs, refuseExisting, type TuneToConvert } from '../../src/convert/plan-outputs.ts';
import { tuneSource } from '../../src/convert/tune-source.ts';
import { writeOutput } from '../../src/convert/write-output.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { validateMidi } from '../../src/formats/midi/validate-midi.ts';
import { conversionPrefix } from '../../src/generate/prefix.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { writeCheckpoint } from '../../src/store/checkpoint.ts';
import { startSignalled } from '../cli/run.ts';
import { loudWeights, NANO } from './nano.ts';

const BIN = join(import.meta.dirname, '../../bin/bgpt-music.js');
const TUNE = 'X:1\nT:One\nM:4/4\nL:1/8\nK:G\nGABc d2e2|d4 B4|\n';
const config = { ...NANO['bgpt-2'], patchLength: 64 };
let folder: string;
let checkpoint: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgpt-convert-'));
  checkpoint = join(folder, 'model');
  await writeCheckpoint(checkpoint, { config, weights: loudWeights(config, 5) });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bgpt(...args: string[]) {
  return promisify(execFile)(process.execPath, [BIN, ...args]).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    (thrown) => ({
      status: thrown.code as number,
      stdout: thrown.stdout as string,
      stderr: thrown.stderr as string,
    }),
  );
}

describe('the library', () => {
  const model = openModel(onnxEngine({ threads: 1 }), config, loudWeights(config, 5));
  afterAll(() => model.dispose());

  test('convert and stream give the same bytes; the verdict is of those bytes', async () => {
    const made = await model.convert(TUNE, { temperature: 1, seed: 2 });
    const streamed: number[] = [];
    for await (const bytes of model.stream(TUNE, { temperature: 1, seed: 2 })) streamed.push(...bytes);
    expect(streamed).toEqual([...made.midi]);
    expect(made.verdict).toEqual(validateMidi(made.midi));
    expect(made.guarded).toBe(0);
    const again = await model.convert(TUNE, { temperature: 1, seed: 3 });
    expect([...again.midi]).not.toEqual(streamed);
  });

  test('guard: an untrained model writes valid structure, and the conversion says that the guard acted', async () => {
    for (const options of [
      {},
      { temperature: 1, seed: 1 },
      { temperature: 1, topK: 5, topP: 0.8, seed: 2 },
    ]) {
      const made = await model.convert(TUNE, { ...options, guard: true });
      expect(readSmf(made.midi).ok, JSON.stringify(made.verdict)).toBe(true);
      expect(made.guarded).toBeGreaterThan(0);
    }
  });

  test('bits per byte of the renderer file are those of an untrained model: about 8 or worse', async () => {
    const rendering = render('X:1\nK:C\nC\n');
    if (!rendering.ok) throw new Error(rendering.message);
    expect(await model.bitsPerByte({ abc: 'X:1\nK:C\nC\n', midi: rendering.midi })).toBeGreaterThan(6);
  });

  test('an abort stops at the next patch', async () => {
    const stop = new AbortController();
    const run = model.stream(TUNE, { signal: stop.signal });
    await run.next();
    stop.abort(new Error('enough'));
    await expect(run.next()).rejects.toThrow('enough');
  });
});

describe('bad input', () => {
  test.each([
    ['empty text', ''],
    ['prose', 'Dear Sir,\nhello world\n'],
    ['a header alone', 'X:1\nT:Silence\nK:C\n'],
    ['several tunes', `${TUNE}\n${TUNE}`],
  ])('%s is refused with a code', (_, text) => {
    expect(() => tuneSource(text)).toThrow(expect.objectContaining({ code: 'convert/no-tune' }));
  });

  test('a tune that no renderer could render is refused before a model writes it', () => {
    const endless = () => tuneSource(TUNE.replace(/K:.*\n/, '$&Z99999999|'));
    expect(endless).toThrow(expect.objectContaining({ code: 'convert/asks-too-much' }));
  });

  test('an input too long for the context is refused with the size that it may have', () => {
    const long = new TextEncoder().encode(`X:1\nK:C\n${'CDEF GABc|'.repeat(60)}\n`);
    for (const architecture of ['bgpt', 'bgpt-2'] as const) {
      let details: { mostBytes: number } | undefined;
      try {
        conversionPrefix({ format: 'abc', bytes: long }, 'mid', NANO[architecture]);
      } catch (thrown) {
        details = (thrown as { details: { mostBytes: number } }).details;
      }
      expect(details!.mostBytes).toBeGreaterThan(20);
      const fits = long.slice(0, Math.floor(details!.mostBytes * 0.8));
      expect(() => conversionPrefix({ format: 'abc', bytes: fits }, 'mid', NANO[architecture])).not.toThrow();
    }
  });
});

describe('outputs', () => {
  const tune = (x: string, siblings = 1): TuneToConvert => ({
    source: 'a/b.abc',
    below: 'b.abc',
    x,
    title: '',
    text: TUNE,
    siblings,
  });

  test('one tune is named as its file, those of a book by X:, a number seen twice stays apart', () => {
    expect(planOutputs([tune('7')])).toEqual(['a/b.mid']);
    expect(planOutputs([tune('7', 3), tune('8', 3), tune('8', 3)], 'out')).toEqual([
      'out/b-7.mid',
      'out/b-8.mid',
      'out/b-8-2.mid',
    ]);
    expect(planOutputs([tune('1')], 'x/y.mid')).toEqual(['x/y.mid']);
  });

  test.each(['/../../../etc/passwd', '../x', '\\..\\x', '1/../../../x', '2/3'])(
    'X:%s is a plain name in the folder, and costs no other tune',
    (x) => {
      const [first, second] = planOutputs([tune(x, 2), tune('2', 2)], 'out');
      expect(first).toBe(`out/b-${x.replace(/[/\\]/g, '_')}.mid`);
      expect(second).toBe('out/b-2.mid');
    },
  );

  test('what a source could not read is written nowhere, and takes nobody’s name', () => {
    const refused = { code: 'source/too-long', message: '', damaged: false };
    expect(planOutputs([{ ...tune('1'), refused }, tune('1')], 'one.mid')).toEqual(['', 'one.mid']);
  });

  test('what is there is not written over; an invalid result is kept apart, and goes when a valid one comes', async () => {
    const path = join(folder, 'kept.mid');
    const rendering = render(TUNE);
    if (!rendering.ok) throw new Error(rendering.message);
    const write = (midi: Uint8Array) => writeOutput(path, midi, { verdict: validateMidi(midi) });
    expect(await write(rendering.midi.slice(0, -1))).toBe(`${path}.invalid`);
    expect(existsSync(path)).toBe(false);
    expect(JSON.parse(readFileSync(`${path}.invalid.json`, 'utf8')).verdict.valid).toBe(false);
    expect(() => refuseExisting([path])).toThrow(expect.objectContaining({ code: 'usage/output-exists' }));
    refuseExisting([path], true);
    expect(await write(rendering.midi)).toBe(path);
    expect(readdirSync(folder).filter((name) => name.includes('kept'))).toEqual(['kept.mid']);
  });
});

describe('the command', () => {
  test('a tunebook with a tune that is none: JSON, files by X:, a report, exit status 1; then refused without --force', async () => {
    const book = join(folder, 'book.abc');
    writeFileSync(
      book,
      `${TUNE}\n${TUNE.replace('X:1', 'X:12').replace('T:One', 'T:</script><b>')}\nX:3\nT:no key\n`,
    );
    const out = join(folder, 'out');
    const args = ['convert', book, '--checkpoint', checkpoint, '--out', out, '--guard', '--json'];
    const report = join(folder, 'r.html');
    const first = await bgpt(...args, '--report', report, '--bpb');
    expect(first.status, first.stderr).toBe(1);
    const { files, totals } = JSON.parse(first.stdout);
    expect(files.map((row: { x: string }) => row.x)).toEqual(['1', '12', '3']);
    expect(files[2]).toMatchObject({ valid: false, code: 'convert/no-tune' });
    expect(totals).toMatchObject({ tunes: 3, written: 2, compared: 2 });
    expect(totals.bpb).toBeGreaterThan(5);
    for (const row of files.slice(0, 2)) {
      expect(row.out).toMatch(/book-(1|12)\.mid(\.invalid)?$/);
      expect(readSmf(readFileSync(row.out)).ok).toBe(true);
    }
    const page = readFileSync(report, 'utf8');
    expect(page).toContain('&lt;/script&gt;&lt;b&gt;');
    expect(page).not.toMatch(/(src|href)="http/);
    const before = readdirSync(out);
    expect(before.some((name) => name.includes('partial'))).toBe(false);
    const second = await bgpt(...args);
    expect(second.status).toBe(2);
    expect(JSON.parse(second.stdout).error.code).toBe('usage/output-exists');
    expect(readdirSync(out)).toEqual(before);
  });

  test('no such file, no such checkpoint: coded, nothing written', async () => {
    const missing = await bgpt('convert', join(folder, 'none.abc'), '--checkpoint', checkpoint, '--json');
    expect([missing.status, JSON.parse(missing.stdout).error.code]).toEqual([1, 'io/not-found']);
    const tune = join(folder, 'tune.abc');
    writeFileSync(tune, TUNE);
    const broken = await bgpt('convert', tune, '--checkpoint', join(folder, 'nothing'), '--json');
    expect(broken.status).toBe(1);
    expect(JSON.parse(broken.stdout).error.code).toMatch(/^(checkpoint|io)\//);
    expect(existsSync(join(folder, 'tune.mid'))).toBe(false);
  });

  test('Ctrl-C ends with 130 and leaves no partial file', async () => {
    const book = join(folder, 'many.abc');
    writeFileSync(book, Array.from({ length: 200 }, (_, i) => TUNE.replace('X:1', `X:${i}`)).join('\n'));
    const out = join(folder, 'stopped');
    const model = ['--checkpoint', checkpoint, '--temperature', '1'];
    // the first verdict is written: an untrained model writes no valid file
    const { status } = await startSignalled('SIGINT', '.json', 'convert', book, ...model, '--out', out).done;
    expect(status).toBe(130);
    expect(readdirSync(out).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
