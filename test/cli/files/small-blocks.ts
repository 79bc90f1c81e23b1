/** A recipe for tests: 120 synthetic tunes in blocks of 16. Slow, if told so, that it may be caught at work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { OWN_FILES_CARD } from '../../../src/corpus/card.ts';
import { defineRecipe } from '../../../src/corpus/recipe.ts';
import { drawTune } from '../../../src/music/compose/generate.ts';

export default defineRecipe(([delay = '0']: string[]) => ({
  name: 'small-blocks',
  cards: [OWN_FILES_CARD],
  options: { blockTunes: 16, rowsPerFile: 40, validShare: 0.2 },
  async *tunes({ signal }) {
    for (let i = 0; i < 120; i++) {
      signal?.throwIfAborted();
      if (i % 16 === 0) await sleep(Number(delay));
      const { id, abc } = drawTune(3, i, { profile: 'short' });
      yield { kind: 'tune', id, origin: `synthetic:${i}`, abc };
    }
    yield { kind: 'reject', code: 'source/not-abc', origin: 'nowhere', reason: 'for the test' };
  },
}));
