import type { CorpusCard } from '../../src/corpus/card.ts';

export const thesession: CorpusCard = {
  name: 'thesession',
  title: 'The Session, data dump',
  url: 'https://github.com/adactio/TheSession-data',
  licence: 'Its own terms, in its repository; since 2025 they forbid the training of models',
  mayTrain: false,
  why: 'Since 2025 its licence forbids the training of models.',
  fields: {
    setting_id: 'number of the setting',
    tune_id: 'number of the tune; settings of one tune share it',
    name: 'title',
    type: 'jig, reel, …',
    meter: 'metre, 6/8',
    mode: 'key and mode, Edorian',
    abc: 'the body, no headers',
    date: 'when it was added',
    username: 'who added it',
  },
  notes:
    'Read the terms in its repository before any use; inspecting and rendering it is not training. Hold permission? Say so with --i-hold-permission.',
};
