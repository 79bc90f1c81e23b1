import type { CorpusCard } from '../../src/corpus/card.ts';

export const ryan: CorpusCard = {
  name: 'ryan',
  title: "Ryan's Mammoth Collection, as in music21",
  url: 'https://github.com/cuthbertLab/music21/tree/master/music21/corpus/ryansMammoth',
  licence: 'Public domain (book of 1883); volunteer transcriptions',
  mayTrain: true,
  why: 'The book is in the public domain; the transcriptions were made and shared by volunteers for free use.',
  sha256: 'a56da57700ab09198728122b428ce1a7acf41804176699471c242e165f40b775',
  bytes: 335658,
  tunes: 817,
  notes:
    'Many staccato dots: about half of the tunes hit a fault of abcjs and land in quarantine. sha256, bytes and tunes are those of data/tunebooks/ryan.abc of the shared folder beside this repository.',
};
