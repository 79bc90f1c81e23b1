/** Hazards: what was taken back still colours what follows; a verifier that hints; a text that runs on, stands still, or never ends. */
import { afterAll, describe, expect, test } from 'vitest';
import { CONVERT_DEFAULTS } from '../../src/convert/model.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import type { Verifier } from '../../src/formats/verifier.ts';
import { SAMPLING_DEFAULTS } from '../../src/generate/choose.ts';
import { openContinuation, spelled } from '../../src/generate/continuation.ts';
import { openDecoder } from '../../src/generate/decoder.ts';
import { generate } from '../../src/generate/generate.ts';
import { conversionPrefix } from '../../src/generate/prefix.ts';
import { type VerifiedOptions, writeVerified } from '../../src/generate/verified.ts';
import { VERIFIED_DEFAULTS } from '../../src/generate/verified-options.ts';
import { loudWeights, NANO, SOURCES } from '../convert/nano.ts';
import { following, scriptedDecoder } from './scripted.ts';

const engine = onnxEngine({ threads: 1 });
afterAll(() => engine.dispose());

const config = { ...NANO['bgpt-2'], patchLength: 64 };
const prefix = conversionPrefix({ format: 'mid', bytes: Uint8Array.of(77) }, 'abc', config);

/** Lines are parts; right are those of `text`, in their order. */
function lineVerifier(text: string, asked: string[] = []): Verifier {
  return {
    judge(written) {
      asked.push(written);
      let [end, parts] = [0, 0];
      for (const line of written.match(/[^\n]*\n/g) ?? []) {
        if (!text.startsWith(line, end)) return { ok: false, end, parts, code: 'wrong', message: line };
        end += line.length;
        parts++;
      }
      return { ok: true, end, parts, complete: end === text.length };
    },
  };
}

const SOURCE = 'one\ntwo\nthree\nfour\n';
const options = (more: Partial<VerifiedOptions> = {}): VerifiedOptions => ({
  ...SAMPLING_DEFAULTS,
  ...VERIFIED_DEFAULTS,
  verifier: lineVerifier(SOURCE),
  instead: (text) => `${SOURCE.slice(text.length).split('\n')[0]}\n`,
  ...more,
});

describe('a scripted model', () => {
  const written = (texts: string[], more?: Partial<VerifiedOptions>) =>
    writeVerified(scriptedDecoder(config, following(...texts)), prefix, options(more));

  test('right at once: every part is its own', async () => {
    expect(await written([SOURCE])).toEqual({
      text: SOURCE,
      ended: 'end',
      complete: true,
      origins: ['model', 'model', 'model', 'model'],
      refused: 0,
    });
  });

  test('a wrong third part is taken back, and its second belief is accepted', async () => {
    const result = await written(['one\ntwo\nthrxe\nfour\n', SOURCE]);
    expect(result).toMatchObject({
      text: SOURCE,
      origins: ['model', 'model', 'retried', 'model'],
      refused: 1,
    });
  });

  test('where nothing it believes is right, the part is the caller’s, and it goes on behind that', async () => {
    const result = await written(
      ['one\ntwo\nthrxx\nfour\n', 'one\ntwo\nthree\nfour\n'.replace('three', 'thxxx'), `${SOURCE}`],
      {
        tries: 1,
        verifier: lineVerifier(SOURCE),
      },
    );
    expect(result).toMatchObject({ text: SOURCE, origins: ['model', 'model', 'instead', 'model'] });
    expect(result.refused).toBe(2);
  });

  test('a decision in the part before may be undone: the refused part was only its consequence', async () => {
    // a part is judged by what follows, as a bar line that should have closed a repeat
    const verifier: Verifier = {
      judge: (text) => {
        const lines = text.split('\n').length - 1;
        if (/^a\nx/.test(text)) return { ok: false, end: 2, parts: 1, code: 'wrong', message: 'x' };
        return { ok: true, end: text.lastIndexOf('\n') + 1, parts: lines, complete: text === 'b\ny\n' };
      },
    };
    const result = await written(['a\nx\n', 'b\ny\n'], { verifier, instead: () => '' });
    expect(result).toMatchObject({ text: 'b\ny\n', ended: 'end', origins: ['retried', 'retried'] });
  });

  test('a text that goes on when all is written is cut there', async () => {
    const result = await written([`${SOURCE}five\nsix\n`]);
    expect(result).toMatchObject({ text: SOURCE, ended: 'complete', complete: true, refused: 0 });
  });

  test('a text that ends too early is refused like any other', async () => {
    const result = await written(['one\n', SOURCE]);
    // two of them end in the patch of the second try
    expect(result).toMatchObject({ text: SOURCE, origins: ['model', 'retried', 'retried', 'model'] });
  });

  test('a text without an end of a part is given up, and none is waited for', async () => {
    const decoder = scriptedDecoder({ ...config, patchLength: 4096 }, () => [120]);
    const result = await writeVerified(decoder, prefix, options({ patience: 40, tries: 2 }));
    expect(result).toMatchObject({ text: SOURCE, ended: 'complete', origins: Array(4).fill('instead') });
    // three patches are 48 characters, three times for each part
    expect(decoder.writes).toBeLessThanOrEqual(4 * 3 * 3);
  });

  test('nobody goes on: what stands is right, and it says so', async () => {
    const result = await written(['one\nbad\n'], { instead: () => '' });
    expect(result).toMatchObject({ text: 'one\n', ended: 'stuck', complete: false });
  });

  test('text of the caller that is refused is not called right', async () => {
    const result = await written(['one\nbad\n'], { instead: () => 'worse\n' });
    expect(result).toMatchObject({ text: 'one\n', ended: 'stuck' });
  });

  test('a full context ends with the last accepted part', async () => {
    const small = { ...config, patchLength: prefix.count + 1 };
    const result = await writeVerified(scriptedDecoder(small, following(SOURCE)), prefix, options());
    expect(result).toMatchObject({ text: 'one\ntwo\nthree\n', ended: 'context-full', complete: false });
  });

  test('what stands already is read and not counted', async () => {
    const result = await written([SOURCE], { given: 'one\ntwo\n' });
    expect(result).toMatchObject({ text: SOURCE, origins: ['model', 'model'] });
  });
});

const NANOS = {
  ...NANO,
  'bgpt-2 that looks back': { ...NANO['bgpt-2'], previousBytes: true, byteFeatures: true },
};

describe.each(Object.entries(NANOS))('%s with random weights', (_, sizes) => {
  const nano = { ...sizes, patchLength: 64 };
  const decoder = openDecoder(engine, nano, loudWeights(nano, 7));
  const at = (bytes: Uint8Array) => conversionPrefix({ format: 'abc', bytes }, 'abc', nano);
  const plain = async (bytes: Uint8Array, sampling = {}) => {
    const parts: number[] = [];
    for await (const part of generate(decoder, at(bytes), {
      ...CONVERT_DEFAULTS,
      ...sampling,
      guard: undefined,
    }))
      parts.push(...part);
    return String.fromCharCode(...parts);
  };
  const never: Verifier = {
    judge: (text) => ({ ok: true, end: text.length, parts: text.length, complete: true }),
  };

  test.each([{}, { temperature: 1, seed: 3 }])(
    'no objection: the bytes of plain decoding, %o',
    async (sampling) => {
      for (const source of SOURCES) {
        const result = await writeVerified(
          decoder,
          at(source),
          options({ verifier: never, patience: 1e6, ...sampling }),
        );
        const expected = await plain(source, sampling);
        expect(expected.length).toBeGreaterThan(20);
        expect(result.text).toBe(expected);
      }
    },
  );

  test('taken back and given again it goes on as if nothing had happened', async () => {
    const source = SOURCES[0]!;
    const expected = await plain(source);
    const file = await openContinuation(decoder, at(source), { ...SAMPLING_DEFAULTS });
    for (let i = 0; i < 6; i++) await file.write();
    const written = [...file.symbols];
    for (const kept of [written.length - 1, 40, 17, 16, 3, 0]) {
      file.takeBack(kept);
      // another way first
      await file.give([65, 66, 67]);
      await file.write();
      file.takeBack(kept);
      await file.give(written.slice(kept));
      expect(file.symbols).toEqual(written);
    }
    file.takeBack(21);
    while (!file.ended) await file.write();
    expect(spelled(file.symbols)).toBe(expected);
  });
});
