/**
 * Where training pairs come from: endless streams in which pair `index` depends on nothing else, so that a run goes on
 * from a number. Stored pairs are shuffled anew each epoch; synthetic ones are composed and taught when they are asked for.
 */
import type { PairBytes } from '../bytes/sequence.ts';
import { REMIX_VERSION, remixTune } from '../corpus/remix/remix-tune.ts';
import { SYNTHETIC_VERSION, syntheticTune } from '../corpus/synthetic/generate.ts';
import { SYNTHETIC_DEFAULTS, type SyntheticOptions } from '../corpus/synthetic/options.ts';
import { randomAt } from '../corpus/synthetic/random.ts';
import { BgptError } from '../errors.ts';
import { seededRandom } from '../model/random.ts';
import { soundLesson } from '../music/sound-lesson.ts';
import { teach } from '../music/teacher.ts';
import { validateMidi } from '../music/validate-midi.ts';

export interface PairSource {
  /** Words for logs and model cards. */
  readonly name: string;
  /** Pairs until they repeat; undefined where they never do. */
  readonly size: number | undefined;
  /** Undefined where nothing can be had at that place (a tune that its teacher could not render). */
  pair(index: number): PairBytes | undefined;
}

/** Stored pairs, each once an epoch, in an order of their own each time. */
export function storedPairs(name: string, pairs: readonly PairBytes[], seed: number): PairSource {
  if (pairs.length === 0) throw new BgptError('train/no-pairs', `${name} holds no pairs to train on`);
  let shuffled: { epoch: number; order: Uint32Array } | undefined;
  return {
    name,
    size: pairs.length,
    pair(index) {
      const epoch = Math.floor(index / pairs.length);
      if (shuffled?.epoch !== epoch) shuffled = { epoch, order: shuffle(pairs.length, seed + 7919 * epoch) };
      return pairs[shuffled.order[index % pairs.length]!];
    },
  };
}

/** Fisher–Yates from a seed. */
export function shuffle(count: number, seed: number): Uint32Array {
  const random = seededRandom(seed);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

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

/** Two streams in one: `share` of the pairs from `b`, evenly spread, each stream in its own order. */
export function mixedPairs(a: PairSource, b: PairSource, share: number): PairSource {
  const before = (index: number) => Math.floor(index * share);
  return {
    name: `${a.name} + ${Math.round(share * 100)} % ${b.name}`,
    size: undefined,
    pair: (index) =>
      before(index + 1) > before(index) ? b.pair(before(index)) : a.pair(index - before(index)),
  };
}
