import type { CorpusCard } from '../../src/corpus/card.ts';

export const bundled: CorpusCard = {
  name: 'bundled',
  title: 'Bundled tunes of bgpt-music',
  url: null,
  licence: 'CC0-1.0',
  mayTrain: true,
  why: 'Traditional tunes and tunes by authors long dead, typed from memory for this project and given to the public domain.',
  tunes: 44,
  notes: 'One musical feature each: corpora/bundled/index.ts says which.',
};
