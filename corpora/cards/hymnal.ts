import type { CorpusCard } from '../../src/corpus/card.ts';

export const hymnal: CorpusCard = {
  name: 'hymnal',
  title: 'Open Hymnal',
  url: 'http://openhymnal.org',
  licence: 'Public domain, per score',
  mayTrain: true,
  why: 'Its scores are in the public domain, each by its own note; here it is for validation only.',
  tunes: 70,
  notes: 'Four voices. Out of distribution: no tune of it trains.',
};
