import type { CorpusCard } from '../../src/corpus/card.ts';

export const cre: CorpusCard = {
  name: 'cre',
  title: 'CRÉ: Ceol Rince na hÉireann in MIDI, of the Polifonia folk n-gram analysis',
  url: 'https://github.com/polifonia-project/folk_ngram_analysis',
  licence: 'Unlicense (repository); CC-BY-4.0 (data)',
  mayTrain: true,
  why: 'Both licences allow any use, the second with credit.',
  sha256: '7e7288056d46429ee87b0312cd69d9165d2894c61c4e9d5a5785373a0f4ffd91',
  bytes: 268584,
  tunes: 1195,
  notes:
    'Monophonic dance tunes as MIDI files of other programs, in a tar archive; no ABC. sha256, bytes and tunes are those of data/midi/cre.tar.gz of the shared folder beside this repository.',
};
