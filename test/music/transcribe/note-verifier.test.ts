import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUNDLED } from '../../../corpora/bundled/index.ts';
import { readBundled } from '../../../corpora/bundled/read.ts';
import { canonicalMidi } from '../../../src/music/canonical-midi/canonical-midi.ts';
import { render } from '../../../src/music/reference-renderer.ts';
import { abcOutline } from '../../../src/music/transcribe/abc-bars.ts';
import { literalNext } from '../../../src/music/transcribe/literal-next.ts';
import { literalTune } from '../../../src/music/transcribe/literal-tune.ts';
import { noteVerifier, VERIFIER_CODES } from '../../../src/music/transcribe/note-verifier.ts';

const canonicalOf = (abc: string) => {
  const rendering = render(abc);
  if (!rendering.ok) throw new Error(rendering.message);
  const canonical = canonicalMidi(rendering.midi);
  if (!canonical.ok) throw new Error(canonical.message);
  return canonical.tune;
};
const HEAD = 'X:1\nM:4/4\nL:1/4\nK:G\n';
/** What is said of a text about a source, both without their headers. */
const judged = (source: string, text: string, ended = true) =>
  noteVerifier(canonicalOf(HEAD + source)).judge(HEAD + text, ended);
const codeOf = (source: string, text: string) => {
  const judgement = judged(source, text);
  return judgement.ok ? 'ok' : judgement.code.replace('verify/', '');
};

describe('bars of one voice', () => {
  test('a bar line at the end of the text may still become another one', () => {
    expect(judged('G A B c | d4 |]', 'G A B c |', false)).toMatchObject({
      ok: true,
      end: HEAD.length === 0 ? 1 : 0,
      parts: 0,
    });
    expect(judged('G A B c | d4 |]', 'G A B c | ', false)).toMatchObject({
      ok: true,
      end: HEAD.length + 9,
      parts: 1,
    });
  });

  test('what stands behind the last bar line is not looked at', () => {
    expect(judged('G A B c | d4 |]', 'G A B c | nonsense g')).toMatchObject({
      ok: true,
      parts: 1,
      complete: false,
    });
  });

  test('the place to go back to is the end of the last right bar', () => {
    expect(judged('G A B c | d4 |]', 'G A B c | e4 |]')).toMatchObject({
      ok: false,
      code: 'verify/note-missing',
      end: HEAD.length + 9,
      parts: 1,
    });
  });

  test('complete when the source is used up, refused when it goes on', () => {
    expect(judged('G A B c | d4 |]', 'G A B c | d4 |]')).toMatchObject({ ok: true, complete: true });
    expect(codeOf('G A B c | d4 |]', 'G A B c | d4 | z4 |]')).toBe('runs-on');
  });

  test.each([
    ['a wrong pitch', 'G A B c |]', 'G A ^B c |]', 'note-missing'],
    ['a note too many', 'G A z c |]', 'G A B c |]', 'note-extra'],
    ['a wrong length', 'G A B3/2 z/ |]', 'G A B2 |]', 'note-missing'],
    ['a bar that is too short for what follows', 'G A B c | d4 |]', 'G A B c/ | d4 |]', 'tie'],
    ['other bar lines, the same notes', 'G A B c | d4 |]', 'G | A B c d- | d3 |]', 'ok'],
    ['broken rhythm for dotted notes', 'G3/2 A/ B c |]', 'G>A B c |]', 'ok'],
    ['a tie over the bar line', 'G A B c- | c4 |]', 'G A B c- | c4 |]', 'ok'],
    ['no tie where the note goes on', 'G A B c- | c4 |]', 'G A B c |', 'tie'],
    ['a tie where the note is struck anew', 'G A B c | c4 |]', 'G A B c- |', 'tie'],
    ['a tie that leads to another semitone of its step', 'G A B c | ^c4 |]', 'G A B c- |', 'tie'],
    ['a tie that leads nowhere', 'G A B c | d4 |]', 'G A B c- | d4 |]', 'ok'],
    ['a tie to the other spelling is none', 'G A B ^c- | ^c4 |]', 'G A B _d- | ^c4 |]', 'note-missing'],
    ['a tie between two flats as the source has it', 'G A B _d- | _d4 |]', 'G A B ^c- | ^c4 |]', 'ok'],
    ['rests at the end of a bar', 'G A z2 | z2 B2 |]', 'G A z2 | z2 B2 |]', 'ok'],
    ['signs that are no music between bar lines', 'G A B c |]', '8=M2 | G A B c |]', 'unplayable'],
    ['a field between bar lines', 'G A B c |]', '[K:G] | G A B c |]', 'ok'],
    ['a triplet', '(3GAB c2 A |]', '(3GAB c2 A |]', 'ok'],
  ])('%s', (_, source, text, expected) => {
    expect(codeOf(source, text)).toBe(expected);
  });

  test('a bar line that grows is counted once, and what it grew to is judged', () => {
    const verifier = noteVerifier(canonicalOf(`${HEAD}G4 | A4 | B4 | G4 | A4 | c4 |]`));
    expect(verifier.judge(`${HEAD}|: G4 | A4 |`, true)).toMatchObject({ ok: true, parts: 2 });
    // a number behind it makes it an ending
    expect(verifier.judge(`${HEAD}|: G4 | A4 |1 B4 :|2 c4 |]`, true)).toMatchObject({
      ...{ ok: true, parts: 4, complete: true },
    });
    expect(verifier.judge(`${HEAD}|: G4 | A4 |`, true)).toMatchObject({ ok: true, parts: 2 });
    expect(verifier.judge(`${HEAD}|: G4 | A4 :|`, true)).toMatchObject({ ok: false, parts: 1 });
  });

  test('a sign that the parser only warns of is refused', () => {
    expect(codeOf('G A B c | d4 |]', 'G A B c | $ d4 |]')).toBe('unplayable');
  });

  test('what was refused may be taken back and written otherwise', () => {
    const verifier = noteVerifier(canonicalOf(`${HEAD}G A B c | d4 | e4 |]`));
    expect(verifier.judge(`${HEAD}G A B c | d4 | `)).toMatchObject({ ok: true, parts: 2 });
    expect(verifier.judge(`${HEAD}G A B c | d4 | f4 | `)).toMatchObject({ ok: false, parts: 2 });
    expect(verifier.judge(`${HEAD}G A B c | d2- d2 | `)).toMatchObject({ ok: true, parts: 2 });
    expect(verifier.judge(`${HEAD}G A B c | e4 | `)).toMatchObject({ ok: false, parts: 1 });
    expect(verifier.playedTo(0)).toBe(4);
  });
});

describe('repeats are judged as they are played', () => {
  const twice = 'G A B c | d4 | G A B c | d4 | e4 |]';
  test.each([
    ['both signs', twice, '|: G A B c | d4 :| e4 |]', 'ok'],
    ['from the beginning', twice, 'G A B c | d4 :| e4 |]', 'ok'],
    ['what is played once', 'G A B c | d4 | e4 |]', '|: G A B c | d4 :|', 'note-missing'],
    ['half of what is played twice', twice, 'G A B c |: d4 :|', 'note-missing'],
    ['first and second endings', 'G4 | A4 | B4 | G4 | A4 | c4 |]', '|: G4 | A4 |1 B4 :|2 c4 |]', 'ok'],
    ['a first ending before its second', 'G4 | A4 | B4 | G4 | A4 | c4 |]', '|: G4 | A4 |1 B4 :|', 'ok'],
    ['a wrong second ending', 'G4 | A4 | B4 | G4 | A4 | c4 |]', '|: G4 | A4 |1 B4 :|2 d4 |]', 'note-missing'],
    [
      'a part repeated behind another',
      'G4 | A4 | G4 | A4 | B4 | c4 | B4 | c4 |]',
      '|: G4 | A4 :: B4 | c4 :|',
      'ok',
    ],
  ])('%s', (_, source, text, expected) => {
    expect(codeOf(source, text)).toBe(expected);
  });
});

describe('several voices', () => {
  const source = 'V:1\nG A B c | d4 |]\nV:2\nG,4 | D4 |]\n';
  test('each is judged by its own track', () => {
    expect(judged(source, source)).toMatchObject({ ok: true, parts: 4, complete: true });
    expect(judged(source, 'V:1\nG A B c | d4 |]\nV:2\nG,4 | E4 |]\n')).toMatchObject({ ok: false, parts: 3 });
    expect(judged(source, 'V:1\nG A B c | d4 |]\n')).toMatchObject({ ok: true, complete: false });
    expect(codeOf(source, `${source}V:3\nG4 |]\n`)).toBe('voice');
  });

  test('a voice that ends before the others may rest', () => {
    expect(codeOf('V:1\nG4 | z4 |]\nV:2\nG,4 | D4 |]\n', 'V:1\nG4 | z4 |]\nV:2\nG,4 | D4 |]\n')).toBe('ok');
  });
});

describe('bar by bar and whole', () => {
  test('the bundled tunes, as they are', async () => {
    for (const { file } of BUNDLED) {
      const abc = await readBundled(file);
      const tune = canonicalOf(abc);
      const verifier = noteVerifier(tune);
      expect(verifier.verify(abc)).toMatchObject({ verified: true });
      if (tune.voices.length > 1) continue;
      for (const { end } of abcOutline(abc).bars) {
        const judgement = verifier.judge(abc.slice(0, end), true);
        expect([file, end, judgement.ok || judgement.message]).toEqual([file, end, true]);
      }
    }
  });

  test('a text written by the next bar over and over is accepted and whole', () => {
    const pitches = fc.array(fc.integer({ min: 48, max: 90 }), { minLength: 1, maxLength: 3 });
    const length = fc.constantFrom(12, 24, 32, 36, 48, 64, 72, 96, 144, 192, 240, 480);
    const chords = fc.array(fc.tuple(pitches, length, fc.boolean()), { minLength: 1, maxLength: 16 });
    const metre = fc.constantFrom('4/4', '6/8', '3/4', 'C|', 'none');
    const key = fc.constantFrom('G', 'Ebm', 'Ador', 'C#', 'none', 'Hp');
    fc.assert(
      fc.property(chords, metre, key, (played, M, K) => {
        let tick = 0;
        const notes = played.flatMap(([chord, duration, rest]) => {
          const at = tick;
          tick += duration + (rest ? 48 : 0);
          // one note on a staff step
          const apart = [...new Set(chord.map((pitch) => pitch - (pitch % 3)))];
          return apart.map((pitch) => ({ tick: at, duration, pitch, voice: 0 }));
        });
        const voices = [{ track: 0, channel: 0 }];
        const tune = { notes, voices, keys: [], metres: [], tempo: undefined };
        const verifier = noteVerifier(tune);
        let text = `X:1\nM:${M}\nL:1/8\nK:${K}\n`;
        for (;;) {
          const next = literalNext(tune, text, { voice: 0, upTo: verifier.playedTo(0) });
          if (next === '') break;
          text += next;
          const judgement = verifier.judge(text);
          expect([text, judgement.ok || judgement.message]).toEqual([text, true]);
        }
        expect([text, verifier.verify(text).verified]).toEqual([text, true]);
      }),
      { numRuns: 60 },
    );
  });

  test('the literal tune is accepted bar by bar, in several voices', () => {
    const tune = canonicalOf(
      `${HEAD}V:1\nG A B c- | c d2 e- | e4 |]\nV:2\nG,2 [G,B,]2- | [G,B,]4 | z2 D2 |]\n`,
    );
    const verifier = noteVerifier(tune);
    const abc = literalTune(tune);
    expect(verifier.judge(abc)).toMatchObject({ ok: true, complete: true });
    expect(verifier.verify(abc)).toMatchObject({ verified: true, warnings: [] });
  });

  test('any text is judged, none throws', () => {
    const verifier = noteVerifier(canonicalOf(`${HEAD}G A B c | d4 |]`));
    const piece = fc.constantFrom(
      '|',
      ':|',
      '|:',
      '[',
      ']',
      '"',
      '!',
      '(3',
      'G',
      'A2',
      '-',
      'z',
      '\n',
      '[V:1]',
      'V:2\n',
      '[K:',
      '>',
      '{',
      '&',
      '\\',
      '::',
      '|1',
      '[2',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const judgement = verifier.judge(HEAD + pieces.join(''), true);
        expect(judgement.ok || judgement.code in VERIFIER_CODES).toBe(true);
      }),
    );
  });
});
