/** Pairs that are rendered when a trainer asks for them: synthetic tunes, and changed tunes of another source. */
import type { PairSource } from '../bytes/pair-source.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import { validateMidi } from '../formats/midi/validate-midi.ts';
import { SYNTHETIC_VERSION, syntheticTune } from './compose/generate.ts';
import { SYNTHETIC_DEFAULTS, type SyntheticOptions } from './compose/options.ts';
import { randomAt } from './compose/random.ts';
import { render } from './reference-renderer.ts';
import { REMIX_VERSION, remixTune } from './remix/remix-tune.ts';
import { validRendering } from './valid-rendering.ts';

/** Tunes of the synthetic generator, profiles in turn, with the renderer as oracle; what fails the validity checks is left out. */
export function syntheticPairs(
  seed: number,
  ...profiles: readonly [SyntheticOptions, ...SyntheticOptions[]]
): PairSource {
  return {
    name: `version ${SYNTHETIC_VERSION} of synthetic ${profiles.map(({ profile }) => profile ?? SYNTHETIC_DEFAULTS.profile).join(', ')} (seed ${seed})`,
    size: undefined,
    async pair(index) {
      return renderedPair(syntheticTune(seed, index, profiles[index % profiles.length]));
    },
  };
}

/** An ABC tune with its MIDI file by the renderer, staccato repaired; undefined where that fails or is not valid. */
function renderedPair(abc: string): PairBytes | undefined {
  const rendered = validRendering(abc, render);
  if (!rendered.ok || !validateMidi(rendered.midi).valid) return undefined;
  return {
    sourceFormat: 'abc',
    targetFormat: 'mid',
    source: new TextEncoder().encode(abc),
    target: rendered.midi,
  };
}

/** How far before or behind a tune the one stands that lends it bars and titles. */
const LENDERS = 500;

/** The ABC tunes of a source, changed (`remixTune`) and rendered anew. */
export function remixedPairs(seed: number, source: PairSource): PairSource {
  const abcAt = async (index: number): Promise<string | undefined> => {
    const pair = await source.pair(index);
    return pair?.sourceFormat === 'abc' ? new TextDecoder().decode(pair.source) : undefined;
  };
  return {
    name: `version ${REMIX_VERSION} of remixes, staccato repaired (seed ${seed})`,
    size: undefined,
    async pair(index) {
      const abc = await abcAt(index);
      if (abc === undefined) return undefined;
      const lent = new Map<number, string>();
      for (;;) {
        // which tunes lend is drawn on the way: one that is not here yet is fetched, and the same draws are made again
        let missing: number | undefined;
        const random = randomAt(seed ^ REMIX_STREAM, index);
        const remix = remixTune(random, abc, () => {
          const lender = Math.max(0, index + random.int(-LENDERS, LENDERS));
          if (!lent.has(lender)) missing ??= lender;
          return lent.get(lender) ?? abc;
        });
        if (missing === undefined) return renderedPair(remix);
        lent.set(missing, (await abcAt(missing)) ?? abc);
      }
    },
  };
}

/** Keeps the draws of remixes apart from those of the synthetic tunes of the same seed. */
const REMIX_STREAM = 0x5a17;
