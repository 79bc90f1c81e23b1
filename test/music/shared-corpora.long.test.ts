/** The readers and the renderer on the real tunes beside the repository; the quick suite does without them. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import * as tar from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { pairSequence, splitSequence } from '../../src/bytes/sequence.ts';
import { segmentAbc } from '../../src/formats/abc/segment-abc.ts';
import { compareMidi } from '../../src/formats/midi/compare-midi.ts';
import { segmentMidi } from '../../src/formats/midi/segment-midi.ts';
import { readSmf } from '../../src/formats/midi/smf/read-smf.ts';
import { writeSmf } from '../../src/formats/midi/smf/write-smf.ts';
import { validateMidi } from '../../src/formats/midi/validate-midi.ts';
import { normalizeAbc } from '../../src/music/normalize-abc.ts';
import { render } from '../../src/music/reference-renderer.ts';
import { decodeText, splitTunebook } from '../../src/music/tunebook.ts';

const SHARED = join(import.meta.dirname, '../../../shared/data');
const rowsOf = (file: string) =>
  gunzipSync(readFileSync(join(SHARED, file)))
    .toString()
    .trim()
    .split('\n');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(!existsSync(SHARED))('shared data (skipped where ../shared is absent)', () => {
  test('977 tunes: the very bytes, before and after normalising; the checks and the data agree; all come back', () => {
    const rows = rowsOf('valid.jsonl.gz');
    const wrong: string[] = [];
    for (const row of rows) {
      const { id, abc, midiSha256, teacherOk } = JSON.parse(row);
      const rendering = render(abc);
      if (!rendering.ok) {
        wrong.push(`${id} ${rendering.code}`);
        continue;
      }
      const { midi } = rendering;
      const again = render(normalizeAbc(abc));
      const reading = readSmf(midi);
      const source = new TextEncoder().encode(abc);
      const pair = { sourceFormat: 'abc', targetFormat: 'mid', source, target: midi };
      const back = splitSequence(pairSequence(pair, { segmenters: { abc: segmentAbc, mid: segmentMidi } }));
      if (sha256(midi) !== midiSha256) wrong.push(`${id} bytes`);
      if (!again.ok || sha256(again.midi) !== midiSha256) wrong.push(`${id} normalised`);
      if (validateMidi(midi).valid !== teacherOk) wrong.push(`${id} checks`);
      if (!reading.ok || Buffer.compare(writeSmf(reading.file), midi) !== 0) wrong.push(`${id} rewritten`);
      if (Buffer.compare(back.source, source) !== 0 || Buffer.compare(back.target, midi) !== 0)
        wrong.push(`${id} patches`);
    }
    expect(wrong).toEqual([]);
    expect(rows.length).toBe(977);
  });

  test('1,195 MIDI files of other programs: all valid, each the same as itself', async () => {
    const archive = tar.extract();
    Readable.from([gunzipSync(readFileSync(join(SHARED, 'midi/cre.tar.gz')))]).pipe(archive);
    const wrong: string[] = [];
    let files = 0;
    for await (const entry of archive) {
      if (entry.header.type !== 'file' || !entry.header.name.endsWith('.mid')) {
        entry.resume();
        continue;
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      const bytes = new Uint8Array(Buffer.concat(chunks));
      files++;
      if (!validateMidi(bytes).valid || !compareMidi(bytes, bytes).exact) wrong.push(entry.header.name);
    }
    expect(wrong).toEqual([]);
    expect(files).toBe(1195);
  });

  test.each(['aird', 'litten', 'misc21', 'mitirish', 'oneill', 'ryan'])(
    'tunebook %s: a tune for every X:',
    (name) => {
      const { text } = decodeText(new Uint8Array(readFileSync(join(SHARED, 'tunebooks', `${name}.abc`))));
      const tunes = splitTunebook(text);
      expect(tunes.length).toBe(text.match(/^X:/gm)!.length);
      expect(tunes.filter((tune) => !/^K:/m.test(tune.text)).length).toBeLessThan(tunes.length / 50);
    },
  );
});
