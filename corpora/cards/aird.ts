import type { CorpusCard } from '../../src/corpus/card.ts';

export const aird: CorpusCard = {
  name: 'aird',
  title: "Aird's Airs, as in music21",
  url: 'https://github.com/cuthbertLab/music21/tree/master/music21/corpus/airdsAirs',
  licence: 'Public domain (books of 1778 on); ABC by Jack Campin',
  mayTrain: true,
  why: 'The books are in the public domain; the transcriptions are shared for free use.',
  sha256: '851d7fac1ad28392dc125c471bf3fde3b285954500a123942745759967ce588e',
  bytes: 347792,
  tunes: 976,
  notes:
    'sha256, bytes and tunes are those of data/tunebooks/aird.abc of the shared folder beside this repository.',
};
