import type { CorpusCard } from '../../src/corpus/card.ts';

export const irishman: CorpusCard = {
  name: 'irishman',
  title: 'IrishMAN: Irish Massive ABC Notation',
  url: 'https://huggingface.co/datasets/sander-wood/irishman',
  licence: 'MIT, by its makers',
  mayTrain: true,
  why: "Its makers publish it under MIT for training; much of it was gathered from The Session and ABCnotation.com before 2025, so whether their later terms reach it is the user's to judge.",
  tunes: 216284,
  fields: {
    'abc notation': 'the complete tune, information fields dropped',
    'control code': 'S:, B:, E: codes for structure',
  },
  notes: '214,122 tunes to train, 2,162 to validate. The corpus of the published bGPT figures.',
};
