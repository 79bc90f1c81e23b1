/** The bundled tunes: `bgpt-music pairs build pipelines/bundled.ts --out DIR`. */
import { createHash } from 'node:crypto';
import { BUNDLED } from '../corpora/bundled/index.ts';
import { readBundled } from '../corpora/bundled/read.ts';
import { CARDS } from '../corpora/cards/index.ts';
import type { Entry } from '../src/corpus/entry.ts';
import { defineRecipe } from '../src/corpus/recipe.ts';

export default defineRecipe(async () => {
  const tunes = await Promise.all(BUNDLED.map(async ({ file }) => ({ file, abc: await readBundled(file) })));
  // The texts themselves decide whether a finished folder is up to date.
  const sha256 = createHash('sha256').update(JSON.stringify(tunes)).digest('hex');
  return {
    name: 'bundled',
    cards: [CARDS.bundled!],
    parameters: { tunes: tunes.length, sha256 },
    async *tunes(): AsyncGenerator<Entry> {
      for (const { file, abc } of tunes) {
        yield { kind: 'tune', id: `bundled-${file}`, origin: `corpora/bundled/${file}.abc`, abc };
      }
    },
  };
});
