/** Pairs that are rendered when a trainer asks for them: synthetic tunes, and changed tunes of another source. */
import type { PairSource } from '../bytes/pair-source.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import { validateMidi } from '../formats/midi/validate-midi.ts';
import { SYNTHETIC_VERSION, syntheticTune } from './compose/generate.ts';
import { SYNTHETIC_DEFAULTS, type SyntheticOptions } from './compose/options.ts';
import { randomAt } from './compose/random.ts';
import { REMIX_VERSION, remixTune } from './remix/remix-tune.ts';
import { soundLesson } from './sound-lesson.ts';
import { teach } from './teacher.ts';

/** Tunes of the synthetic generator, profiles in turn, with the teacher as oracle; what fails the validity ladder is left out. */
export function syntheticPairs(
  seed: number,
  ...profiles: readonly [SyntheticOptions, ...SyntheticOptions[]]
): PairSource {
  return {
    name: `version ${SYNTHETIC_VERSION} of synthetic ${profiles.map(({ profile }) => profile ?? SYNTHETIC_DEFAULTS.profile).join(', ')} (seed ${seed})`,
    size: undefined,
    pair(index) {
      return taughtPair(syntheticTune(seed, index, profiles[index % profiles.length]));
    },
  };
}

/** An ABC tune with its MIDI file by the teacher, staccato mended; undefined where that fails or is not sound. */
function taughtPair(abc: string): PairBytes | undefined {
  const taught = soundLesson(abc, teach);
  if (!taught.ok || !validateMidi(taught.midi).valid) return undefined;
  return {
    sourceFormat: 'abc',
    targetFormat: 'mid',
    source: new TextEncoder().encode(abc),
    target: taught.midi,
  };
}

/** How far before or behind a tune the one stands that lends it bars and titles. */
const LENDERS = 500;

/** The ABC tunes of a source, changed (`remixTune`) and taught anew. */
export function remixedPairs(seed: number, source: PairSource): PairSource {
  const abcAt = (index: number): string | undefined => {
    const pair = source.pair(index);
    return pair?.sourceFormat === 'abc' ? new TextDecoder().decode(pair.source) : undefined;
  };
  return {
    name: `version ${REMIX_VERSION} of remixes, staccato mended (seed ${seed})`,
    size: undefined,
    pair(index) {
      const abc = abcAt(index);
      if (abc === undefined) return undefined;
      const random = randomAt(seed ^ REMIX_STREAM, index);
      const other = () => abcAt(Math.max(0, index + random.int(-LENDERS, LENDERS))) ?? abc;
      return taughtPair(remixTune(random, abc, other));
    },
  };
}

/** Keeps the draws of remixes apart from those of the synthetic tunes of the same seed. */
const REMIX_STREAM = 0x5a17;
