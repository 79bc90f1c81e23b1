import type { CorpusCard } from '../../src/corpus/card.ts';

export const misc21: CorpusCard = {
  name: 'misc21',
  title: 'Miscellaneous folk music, as in music21',
  url: 'https://github.com/cuthbertLab/music21/tree/master/music21/corpus/miscFolk',
  licence: 'Public-domain books; ABC by Jack Campin and others',
  mayTrain: true,
  why: 'The books are in the public domain; the transcriptions are shared for free use.',
  sha256: 'c375b7bcc848888519b74aa5375c62a9284435b37a1d8400987db9f505f4130d',
  bytes: 47863,
  tunes: 132,
  notes:
    'sha256, bytes and tunes are those of data/tunebooks/misc21.abc of the shared folder beside this repository.',
};
