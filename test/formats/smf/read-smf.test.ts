import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tonejs from '@tonejs/midi';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notesOf } from '../../../src/formats/midi/notes.ts';
import type { SMF_CODES } from '../../../src/formats/midi/smf/codes.ts';
import { SMF_LIMITS } from '../../../src/formats/midi/smf/constants.ts';
import { readSmf } from '../../../src/formats/midi/smf/read-smf.ts';
import { type EventContent, writeSmf } from '../../../src/formats/midi/smf/write-smf.ts';
import { fixtureBytes, fromHex, MIDI_FIXTURES } from '../../files/midi-fixtures.ts';

const { Midi } = (tonejs as unknown as { default: typeof tonejs }).default;

describe.each(MIDI_FIXTURES)('$name', (fixture) => {
  const bytes = fixtureBytes(fixture);
  const reading = readSmf(bytes);

  test('the file holds what the definition says', () => {
    const path = join(import.meta.dirname, '../../files/midi', `${fixture.name}.mid`);
    expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
  });

  test('its notes are those worked out by hand', () => {
    if (!reading.ok) throw new Error(reading.message);
    const notes = notesOf(reading.file).notes.map((n) => [
      n.tick,
      n.duration,
      n.pitch,
      n.velocity,
      n.channel,
      n.track,
    ]);
    expect(notes).toEqual(fixture.notes);
  });

  test('events tile their tracks: no byte is read twice or left out', () => {
    if (!reading.ok) throw new Error(reading.message);
    for (const { offset, length, events } of reading.file.tracks) {
      let at = offset + 8;
      for (const event of events) {
        expect(event.offset).toBe(at);
        at += event.length;
      }
      expect(at).toBe(offset + length);
    }
  });

  test.runIf(fixture.checks === undefined)('@tonejs/midi finds the same notes', () => {
    const theirs = new Midi(bytes).tracks.flatMap((track) =>
      track.notes.map((n) => [n.ticks, n.durationTicks, n.midi, Math.round(n.velocity * 127), track.channel]),
    );
    expect(theirs.map(String).sort()).toEqual(fixture.notes.map((note) => String(note.slice(0, 5))).sort());
  });
});

const H = '4d546864 00000006 0000 0001 0060';
const T = (length: string, body: string) => `4d54726b 000000${length} ${body}`;
const END = '00ff2f00';
const GOOD = T('0c', `00903c40 60803c00 ${END}`);

describe('what is wrong is named, and where', () => {
  test.each<[code: keyof typeof SMF_CODES, offset: number, hex: string]>([
    ['smf/empty', 0, ''],
    ['smf/no-header', 0, '4d54'],
    ['smf/no-header', 0, `52494646 ${H} ${GOOD}`],
    ['smf/header-truncated', 10, '4d546864 00000006 0000'],
    ['smf/header-truncated', 4, '4d546864 ffffffff 0000 0001 0060'],
    ['smf/header-length', 4, `4d546864 00000004 0000 0001 0060 ${GOOD}`],
    ['smf/format', 8, `4d546864 00000006 0003 0001 0060 ${GOOD}`],
    ['smf/track-count', 10, '4d546864 00000006 0001 0000 0060'],
    ['smf/track-count', 10, `4d546864 00000006 0000 0002 0060 ${GOOD} ${GOOD}`],
    ['smf/division', 12, `4d546864 00000006 0000 0001 0000 ${GOOD}`],
    ['smf/division', 12, `4d546864 00000006 0000 0001 e700 ${GOOD}`],
    ['smf/division', 12, `4d546864 00000006 0000 0001 8060 ${GOOD}`],
    ['smf/tracks-missing', 14, H],
    ['smf/tracks-missing', 34, `4d546864 00000006 0001 0003 0060 ${GOOD}`],
    ['smf/chunk-truncated', 14, `${H} 4d54726b 0000`],
    ['smf/chunk-truncated', 18, `${H} 4d54726b 0000000d 00903c40 60803c00 ${END}`],
    ['smf/chunk-truncated', 18, `${H} 4d54726b ffffffff ${END}`],
    ['smf/extra-track', 34, `${H} ${GOOD} ${GOOD}`],
    ['smf/second-header', 14, `${H} ${H} ${GOOD}`],
    ['smf/trailing-bytes', 34, `${H} ${GOOD} 00`],
    ['smf/trailing-bytes', 33, `${H} ${T('0b', '00903c40 60803c00 00ff2f')} 00`],
    ['smf/delta-too-long', 22, `${H} ${T('09', `8180808000 ${END}`)}`],
    ['smf/event-truncated', 22, `${H} ${T('01', '00')}`],
    ['smf/event-truncated', 22, `${H} ${T('01', '81')}`],
    ['smf/event-truncated', 22, `${H} ${T('03', '00903c')}`],
    ['smf/event-truncated', 22, `${H} ${T('07', '00ff0105 616263')}`],
    ['smf/no-running-status', 23, `${H} ${T('07', `003c40 ${END}`)}`],
    // a meta event cancels running status
    ['smf/no-running-status', 31, `${H} ${T('0f', `00903c40 00ff0100 603c00 ${END}`)}`],
    ['smf/status', 23, `${H} ${T('06', `00f8 ${END}`)}`],
    ['smf/data-byte', 24, `${H} ${T('0c', `0090c840 60803c00 ${END}`)}`],
    ['smf/data-byte', 24, `${H} ${T('07', `00ff80 ${END}`)}`],
    ['smf/meta-length', 25, `${H} ${T('0a', `00ff510207a1 ${END}`)}`],
    ['smf/meta-length', 25, `${H} ${T('05', '00ff2f0100')}`],
    ['smf/tempo', 26, `${H} ${T('0b', `00ff5103000000 ${END}`)}`],
    ['smf/tempo', 26, `${H} ${T('0b', `00ff5103000f00 ${END}`)}`],
    ['smf/time-signature', 26, `${H} ${T('0c', `00ff580400022408 ${END}`)}`],
    ['smf/time-signature', 26, `${H} ${T('0c', `00ff5804040a2408 ${END}`)}`],
    ['smf/key-signature', 26, `${H} ${T('0a', `00ff59020800 ${END}`)}`],
    ['smf/key-signature', 26, `${H} ${T('0a', `00ff59020102 ${END}`)}`],
    ['smf/no-end-of-track', 30, `${H} ${T('08', '00903c40 60803c00')}`],
    ['smf/no-end-of-track', 22, `${H} ${T('00', '')}`],
    ['smf/after-end-of-track', 26, `${H} ${T('08', `${END} ${END}`)}`],
  ])('%s at %i', (code, offset, hex) => {
    expect(readSmf(fromHex(hex))).toMatchObject({ ok: false, code, offset });
  });

  test('smf/too-large, before a byte is looked at', () => {
    expect(readSmf(new Uint8Array(SMF_LIMITS.fileBytes + 1))).toMatchObject({ code: 'smf/too-large' });
  });

  test('smf/too-many-ticks: eight of the longest deltas', () => {
    const events = Array.from({ length: 9 }, () => 'ffffff7f 903c00').join('');
    const reading = readSmf(fromHex(`${H} ${T('43', `${events} ${END}`)}`));
    expect(reading).toMatchObject({ ok: false, code: 'smf/too-many-ticks', offset: 22 + 8 * 7 });
  });

  test('an early check is named before a later one, whatever their order in the file', () => {
    const unended = T('04', '00903c40');
    const broken = T('04', '0090c840');
    const two = '4d546864 00000006 0001 0002 0060';
    expect(readSmf(fromHex(`${two} ${unended} ${broken}`))).toMatchObject({ code: 'smf/data-byte' });
    expect(readSmf(fromHex(`${two} ${broken} ${GOOD} 00`))).toMatchObject({ code: 'smf/trailing-bytes' });
  });
});

const data = fc.integer({ min: 0, max: 127 });
const delta = fc.oneof(fc.constantFrom(0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152), fc.nat(1000));
const channelEvent: fc.Arbitrary<EventContent> = fc
  .tuple(delta, fc.integer({ min: 0x80, max: 0xef }), data, data)
  .map(([d, status, data1, data2]) => ({
    delta: d,
    status,
    data1,
    data2: (status & 0xe0) === 0xc0 ? -1 : data2,
    data: undefined,
  }));
const textEvent: fc.Arbitrary<EventContent> = fc
  .tuple(delta, fc.integer({ min: 1, max: 15 }), fc.uint8Array({ maxLength: 200 }))
  .map(([d, data1, text]) => ({ delta: d, status: 0xff, data1, data2: -1, data: text }));
const sysex: fc.Arbitrary<EventContent> = fc
  .tuple(delta, fc.constantFrom(0xf0, 0xf7), fc.uint8Array({ maxLength: 10 }))
  .map(([d, status, content]) => ({
    delta: d,
    status,
    data1: -1,
    data2: -1,
    data: status === 0xf0 ? Uint8Array.from([...content, 0xf7]) : content,
  }));
const end: EventContent = { delta: 0, status: 0xff, data1: 0x2f, data2: -1, data: new Uint8Array() };
const events = fc
  .array(fc.oneof({ weight: 5, arbitrary: channelEvent }, textEvent, sysex), { maxLength: 40 })
  .map((all) => ({ events: [...all, end] }));

test('what is written is read back, event for event, and written the same again', () => {
  const files = fc.record({
    format: fc.constant(1 as const),
    division: fc.integer({ min: 1, max: 0x7fff }),
    tracks: fc.array(events, { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(files, (file) => {
      const bytes = writeSmf(file);
      const reading = readSmf(bytes);
      if (!reading.ok) throw new Error(reading.message);
      const content = ({ delta: d, status, data1, data2, data: bytesOf }: EventContent) => ({
        ...{ delta: d, status, data1, data2 },
        data: bytesOf && [...bytesOf],
      });
      expect(reading.file.tracks.map((t) => t.events.map(content))).toEqual(
        file.tracks.map((t) => t.events.map(content)),
      );
      expect(writeSmf(reading.file)).toEqual(bytes);
    }),
  );
});
