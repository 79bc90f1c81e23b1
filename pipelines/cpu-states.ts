/**
 * CPU programs and their states, 10,000 of the published training stream by default:
 *
 *     bgpt-music pairs build pipelines/cpu-states.ts --out DIR
 *     bgpt-music pairs build pipelines/cpu-states.ts short count=50000 seed=7 --out DIR
 *
 * train and test are the published streams; others are profiles of endless pairs, such as short:DIV=40 (cpu-profiles.ts).
 * The published test programs are drawn behind all training programs: that takes a minute.
 */
import { CARDS } from '../corpora/cards/index.ts';
import { CPU_PAIRS_VERSION } from '../src/corpus/cpu/cpu-pairs.ts';
import { parseCpuProfiles } from '../src/corpus/cpu/cpu-profiles.ts';
import { cpuSource } from '../src/corpus/cpu/cpu-source.ts';
import { isPublished, type ProgramsRequest } from '../src/corpus/cpu/named-programs.ts';
import { PUBLISHED_SEED } from '../src/corpus/cpu/published-programs.ts';
import { defineRecipe } from '../src/corpus/recipe.ts';
import { MEMORY_INSTRUCTIONS } from '../src/formats/cpu/layout.ts';

export default defineRecipe((words: string[]) => {
  const asked: ProgramsRequest = {
    kind: 'train',
    count: 10_000,
    seed: PUBLISHED_SEED,
    ...Object.assign({}, ...words.map(settingOf)),
  };
  return {
    name: 'cpu-states',
    cards: [CARDS['cpu-states']!],
    parameters: { ...asked, version: CPU_PAIRS_VERSION },
    options: { patches: 'aligned', context: LONGEST_PAIR },
    tunes: (watcher) => cpuSource(asked, watcher),
  };
});

/** Patches of a pair of 256 instructions: first state, instructions, states, two formats and the end. */
const LONGEST_PAIR = 1 + 2 * MEMORY_INSTRUCTIONS + 3;

/** `short` or `count=2000`. */
function settingOf(word: string): Partial<ProgramsRequest> {
  const [, name, digits] = /^(count|seed)=(\d+)$/.exec(word) ?? [];
  if (name !== undefined) return { [name]: Number(digits) };
  if (!isPublished(word)) parseCpuProfiles(word);
  return { kind: word };
}
