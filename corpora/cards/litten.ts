import type { CorpusCard } from '../../src/corpus/card.ts';

export const litten: CorpusCard = {
  name: 'litten',
  title: "William Litten's fiddle tunes",
  url: 'https://github.com/lucasgonze/william-litten-fiddle-tunes',
  licence: 'Public domain (manuscript of 1802); repository Apache-2.0',
  mayTrain: true,
  why: 'The manuscript is in the public domain and the repository that transcribes it is under Apache-2.0.',
  sha256: 'da19c4e3a3cd1216ca22ccfc465b4eaf2efb5346aacf0b4617303b9d39586afd',
  bytes: 28535,
  tunes: 86,
  notes:
    'CRLF line ends. sha256, bytes and tunes are those of data/tunebooks/litten.abc of the shared folder beside this repository.',
};
