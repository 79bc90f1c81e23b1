/**
 * The control: every target behind another tune's source. A model that reads its source gets much worse by it; one that has
 * only learnt what MIDI files look like does not notice.
 */
import type { PairRow } from '../corpus/pair-row.ts';
import { BgptError } from '../errors.ts';
import { seededRandom } from '../random.ts';

/**
 * For each pair the index of another one, of another group, each index once; undefined where there is no such order: a
 * group makes up more than half of the pairs.
 */
export function derange(groups: readonly string[], seed: number): number[] | undefined {
  const random = seededRandom(seed);
  const members = new Map<string, number[]>();
  for (const [i, group] of groups.entries()) {
    const block = members.get(group);
    if (block) block.push(i);
    else members.set(group, [i]);
  }
  const blocks = shuffled([...members.values()], random);
  const order = blocks.flat();
  // a step as long as the longest block leaves every block
  const step = Math.max(0, ...blocks.map((block) => block.length));
  if (2 * step > order.length) return undefined;
  const other = new Array<number>(order.length);
  for (const [place, i] of order.entries()) other[i] = order[(place + step) % order.length]!;
  return other;
}

function shuffled<T>(items: T[], random: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

/**
 * The same pairs in the same order, each with another tune's source. Reads them twice; only the sources are kept.
 * @throws BgptError usage/invalid-option where no such exchange is possible
 */
export async function* controlPairs(
  open: () => AsyncIterable<PairRow>,
  seed: number,
): AsyncGenerator<PairRow> {
  const sources: Pick<PairRow, 'source' | 'sourceFormat'>[] = [];
  const groups: string[] = [];
  for await (const { source, sourceFormat, group } of open()) {
    sources.push({ source, sourceFormat });
    groups.push(group);
  }
  const other = derange(groups, seed);
  if (!other || sources.every(({ sourceFormat }) => sourceFormat === ''))
    throw new BgptError(
      'usage/invalid-option',
      'a control needs sources to exchange: pairs of at least two tunes, none of them more than half of the pairs',
    );
  let at = 0;
  for await (const pair of open()) yield { ...pair, ...sources[other[at++]!]! };
}
