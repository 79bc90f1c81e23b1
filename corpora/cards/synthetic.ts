import type { CorpusCard } from '../../src/corpus/card.ts';

export const synthetic: CorpusCard = {
  name: 'synthetic',
  title: 'Synthetic tunes of bgpt-music',
  url: null,
  licence: 'CC0-1.0',
  mayTrain: true,
  why: 'Drawn by this project from a seed; only shares and proportions were taken from public-domain and MIT-licensed tune books, no notes.',
  notes: 'docs/synthetic.md; the id names generator profile, seed and index.',
};
