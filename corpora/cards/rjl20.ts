import type { CorpusCard } from '../../src/corpus/card.ts';

export const rjl20: CorpusCard = {
  name: 'rjl20',
  title: "rjl20's ABC tunebook",
  url: 'https://github.com/rjl20/abc-tunebook',
  licence: 'CC-BY-SA-4.0',
  mayTrain: false,
  why: 'Share-alike terms, whose reach to weights is unsettled; here it is for validation only.',
  tunes: 75,
  notes: 'Out of distribution: no tune of it trains.',
};
