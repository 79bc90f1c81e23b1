import type { CorpusCard } from '../../src/corpus/card.ts';

export const josquin: CorpusCard = {
  name: 'josquin',
  title: 'Josquin in ABC, as in music21',
  url: 'https://github.com/cuthbertLab/music21/tree/master/music21/corpus/josquin',
  licence: 'GPL-2.0-or-later',
  mayTrain: false,
  why: 'Copyleft terms, whose reach to weights is unsettled; here it is for validation only.',
  tunes: 12,
  notes: 'Long notes, several voices. Out of distribution: no tune of it trains.',
};
