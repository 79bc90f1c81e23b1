import type { CorpusCard } from '../../src/corpus/card.ts';

export const cpuStates: CorpusCard = {
  name: 'cpu-states',
  title: 'CPU states, as the bGPT paper has them',
  url: 'https://github.com/sanderwood/bgpt',
  licence: 'CC0-1.0',
  mayTrain: true,
  why: 'Drawn by this project from a seed: random numbers and what a machine computes from them.',
  notes:
    'docs/cpu-states.md; with seed 0 the programs of the published data set, byte for byte and name for name, made without its code.',
};
