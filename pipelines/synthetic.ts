/**
 * Synthetic tunes, 10,000 of profile `tunes` by default:
 *
 *     bgpt-music pairs build pipelines/synthetic.ts --out DIR
 *     bgpt-music pairs build pipelines/synthetic.ts short count=2000 seed=7 --out DIR
 */
import { CARDS } from '../corpora/cards/index.ts';
import { defineRecipe } from '../src/corpus/recipe.ts';
import { syntheticSource } from '../src/corpus/synthetic-source.ts';
import { BgptError } from '../src/errors.ts';
import { SYNTHETIC_VERSION } from '../src/music/compose/generate.ts';
import {
  SYNTHETIC_DEFAULTS,
  SYNTHETIC_PROFILES,
  type SyntheticProfileName,
} from '../src/music/compose/options.ts';

const NUMBERS = ['count', 'seed', 'minBars', 'maxBars'] as const;

export default defineRecipe((words: string[]) => {
  const asked = {
    profile: SYNTHETIC_DEFAULTS.profile as SyntheticProfileName,
    seed: SYNTHETIC_DEFAULTS.seed as number,
    count: 10_000,
    ...Object.assign({}, ...words.map(settingOf)),
  };
  return {
    name: 'synthetic',
    cards: [CARDS.synthetic!],
    parameters: { ...asked, version: SYNTHETIC_VERSION },
    tunes: () => syntheticSource(asked),
  };
});

/** `short` or `count=2000`. */
function settingOf(word: string): Record<string, string | number> {
  if (Object.hasOwn(SYNTHETIC_PROFILES, word)) return { profile: word };
  const [, name, digits] = /^(\w+)=(\d+)$/.exec(word) ?? [];
  if (NUMBERS.includes(name as (typeof NUMBERS)[number])) return { [name!]: Number(digits) };
  throw new BgptError('usage/invalid-option', `the synthetic recipe does not take "${word}"`, {
    hint: `Profiles: ${Object.keys(SYNTHETIC_PROFILES).join(', ')}; numbers: ${NUMBERS.join(', ')}, as count=2000.`,
  });
}
