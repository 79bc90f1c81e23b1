import type { CorpusCard } from '../../src/corpus/card.ts';

export const oneill: CorpusCard = {
  name: 'oneill',
  title: "O'Neill's Music of Ireland (1,850), as in music21",
  url: 'https://github.com/cuthbertLab/music21/tree/master/music21/corpus/oneills1850',
  licence: 'Public domain (book of 1903); volunteer transcriptions',
  mayTrain: true,
  why: 'The book is in the public domain; the transcriptions were made and shared by volunteers for free use.',
  sha256: '038322304d9f9b1009d199ec3624aec4947261b4ab8bbc168ee3e7ab90ad978b',
  bytes: 591405,
  tunes: 1576,
  notes:
    'sha256, bytes and tunes are those of data/tunebooks/oneill.abc of the shared folder beside this repository.',
};
