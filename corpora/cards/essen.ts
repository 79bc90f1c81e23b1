import type { CorpusCard } from '../../src/corpus/card.ts';

export const essen: CorpusCard = {
  name: 'essen',
  title: 'Essen folk song collection, as in music21',
  url: 'https://github.com/cuthbertLab/music21/tree/master/music21/corpus/essenFolksong',
  licence: 'Unclear by its own note; permission for non-commercial distribution in music21',
  mayTrain: false,
  why: 'The permission is for non-commercial distribution with music21 and says nothing of training; unknown terms count as no.',
  tunes: 8194,
  notes: 'Melodies of songs, no chords. Some headers hold C1 control characters.',
};
