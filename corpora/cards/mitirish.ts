import type { CorpusCard } from '../../src/corpus/card.ts';

export const mitirish: CorpusCard = {
  name: 'mitirish',
  title: 'irish.abc of MIT Introduction to Deep Learning',
  url: 'https://github.com/MITDeepLearning/introtodeeplearning',
  licence: 'MIT',
  mayTrain: true,
  why: 'The repository that holds it is under MIT and uses it to train a model.',
  sha256: '5fe188e911487d590d195ba2b463d38ccc65be87079d10ca751abf451134e2a9',
  bytes: 141960,
  tunes: 576,
  notes:
    'sha256, bytes and tunes are those of data/tunebooks/mitirish.abc of the shared folder beside this repository.',
};
