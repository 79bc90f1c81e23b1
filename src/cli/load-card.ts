/** A corpus card: one that the project knows, by name, or a JSON file of the user's. */
import { readFile } from 'node:fs/promises';
import { z } from '#zod';
import { CARDS } from '../../corpora/cards/index.ts';
import type { CorpusCard } from '../corpus/card.ts';
import { BgptError, messageOf } from '../errors.ts';

const schema = z.looseObject({
  name: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  licence: z.string(),
  mayTrain: z.boolean(),
  why: z.string(),
});

export async function loadCard(path: string): Promise<CorpusCard> {
  if (Object.hasOwn(CARDS, path)) return CARDS[path]!;
  const text = await readFile(path, 'utf8').catch((thrown) => {
    throw new BgptError(
      'io/not-found',
      `no known card and no readable file is called ${path}: ${messageOf(thrown)}`,
    );
  });
  try {
    return schema.parse(JSON.parse(text)) as CorpusCard;
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    throw new BgptError('usage/invalid-option', `${path} is no corpus card: ${why}`);
  }
}
