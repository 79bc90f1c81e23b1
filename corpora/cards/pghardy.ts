import type { CorpusCard } from '../../src/corpus/card.ts';

export const pghardy: CorpusCard = {
  name: 'pghardy',
  title: "Paul Hardy's tune books, as in abc's test resources",
  url: 'https://github.com/danwatford/abc',
  licence: 'CC-BY-NC-SA-3.0',
  mayTrain: false,
  why: 'Non-commercial and share-alike terms: weights trained on it could not be given on freely, so this project ships none.',
  tunes: 440,
};
