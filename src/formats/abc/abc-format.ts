/** ABC notation as a format: patches begin with notes, notes are counted by voice, and the title is told. */
import type { Format } from '../format.ts';
import { aboutAbc } from './about-abc.ts';
import { countAbcNotes } from './count-notes.ts';
import { segmentAbc } from './segment-abc.ts';

export const abcFormat: Format = {
  name: 'abc',
  cut: segmentAbc,
  landmarks: countAbcNotes,
  about: aboutAbc,
};
