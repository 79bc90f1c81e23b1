/** The keys that a tune may be in, each with what speaks for it: the notes of its scale, its tonic at the end. */
import type { CanonicalTune } from '../canonical-midi/types.ts';
import { type ModeName, tonicOf } from '../transcribe/key-name.ts';
import { signature } from '../transcribe/spell-pitch.ts';
import type { Candidate } from './choose.ts';

export interface Key {
  sharps: number;
  mode: ModeName;
}

const MODES: readonly ModeName[] = ['', 'm', 'dor', 'mix'];
const NATURAL = [0, 2, 4, 5, 7, 9, 11];

/** @param known sharps of the signature, where the file states it */
export function keys({ notes }: CanonicalTune, known?: number): Candidate<Key>[] {
  const weight = Array.from({ length: 12 }, () => 0);
  for (const { pitch, duration } of notes) weight[pitch % 12]! += duration;
  const total = weight.reduce((sum, each) => sum + each, 0);
  const share = (pitch: number) => weight[((pitch % 12) + 12) % 12]! / total;
  const inTime = [...notes].sort((a, b) => a.tick - b.tick || a.pitch - b.pitch);
  const end = inTime.reduce((most, { tick, duration }) => Math.max(most, tick + duration), 0);
  const [first] = inTime;
  // of the last chord the lowest note
  const final = inTime
    .filter(({ tick, duration }) => tick + duration >= end)
    .reduce((low, note) => (note.pitch < low.pitch ? note : low));
  const signatures = known === undefined ? [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6] : [known];
  return signatures.flatMap((sharps) =>
    MODES.map((mode) => {
      const tonic = tonicOf(sharps, mode);
      const scale = signature(sharps).map((moved, step) => NATURAL[step]! + moved);
      return {
        value: { sharps, mode },
        features: {
          inScale: scale.reduce((sum, pitch) => sum + share(pitch), 0),
          rarest: Math.min(...scale.map((pitch) => Math.min(0.02, share(pitch)))),
          tonic: share(tonic),
          fifth: share(tonic + 7),
          third: share(tonic + (mode === '' || mode === 'mix' ? 4 : 3)),
          finalIsTonic: Number(final.pitch % 12 === tonic),
          finalIsFifth: Number(final.pitch % 12 === (tonic + 7) % 12),
          firstIsTonic: Number(first!.pitch % 12 === tonic),
          firstIsFifth: Number(first!.pitch % 12 === (tonic + 7) % 12),
          leading: mode === 'm' ? share(tonic + 11) : 0,
          fewSigns: -Math.abs(sharps),
          [`mode ${mode || 'major'}`]: 1,
          ...(known === undefined && { [`sharps ${sharps}`]: 1 }),
        },
      };
    }),
  );
}
