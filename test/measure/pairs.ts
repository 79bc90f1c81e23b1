/** Small pairs and models for the tests of this folder. */
import type { HostTensors } from '../../src/graph/host-tensor.ts';
import type { MeasuredPair } from '../../src/measure/measured-pair.ts';
import { PRESETS } from '../../src/model/config.ts';
import { initialWeights } from '../../src/model/initial-weights.ts';
import { normal, seededRandom } from '../../src/random.ts';

export const BGPT = PRESETS.bgpt.nano;
export const BGPT_2 = { ...PRESETS['bgpt-2'].nano, patchLength: 128 };

/** A MIDI file of so many notes, written as the renderer writes them: 9 bytes a note. */
export function midiFile(notes: number): Uint8Array {
  const events = [0x00, 0xff, 0x51, 0x03, 0x05, 0x16, 0x15];
  for (let i = 0; i < notes; i++) {
    const pitch = 60 + ((5 * i) % 12);
    events.push(0x00, 0x90, pitch, 0x69, 0x83, 0x60, 0x80, pitch, 0x00);
  }
  events.push(0x00, 0xff, 0x2f, 0x00);
  const header = [0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 1, 0, 1, 1, 0xe0];
  const length = [0, 0, events.length >> 8, events.length & 255];
  return Uint8Array.from([...header, 0x4d, 0x54, 0x72, 0x6b, ...length, ...events]);
}

export function pairOf(source: string, target: Uint8Array, id = source): MeasuredPair {
  const bytes = new TextEncoder().encode(source);
  return { id, sourceFormat: 'abc', targetFormat: 'mid', source: bytes, target };
}

/** Tunes of 1 note and more. */
export function tunes(count: number): MeasuredPair[] {
  return Array.from({ length: count }, (_, i) =>
    pairOf(`X:${i}\nK:C\n${'CDEFGAB'.slice(0, 1 + (i % 7))}|\n`, midiFile(1 + ((3 * i) % 11)), `tune ${i}`),
  );
}

/** Weights that make every symbol's cost depend on what stands before it: nothing at its starting value. */
export function stirredWeights(config: typeof BGPT | typeof BGPT_2, seed = 7): HostTensors {
  const weights = initialWeights(config, seed);
  const random = seededRandom(seed);
  for (const { data } of Object.values(weights))
    for (let i = 0; i < data.length; i++) data[i] = data[i]! + 0.1 * normal(random);
  return weights;
}
