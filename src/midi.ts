/**
 * `bgpt-music/midi`: Standard MIDI Files read, written, checked, compared and brought to one form. Pure: it runs in a
 * browser.
 */
export { type Comparison, compareMidi, type Score } from './formats/midi/compare-midi.ts';
export { type Note, type NoteReading, type NoteTrouble, notesOf } from './formats/midi/notes.ts';
export { labelBytes, SMF_FIELDS, type SmfField } from './formats/midi/smf/label-bytes.ts';
export { readSmf } from './formats/midi/smf/read-smf.ts';
export type { SmfEvent, SmfFile, SmfReading, SmfTrack, SmfTrouble } from './formats/midi/smf/types.ts';
export { type FileContent, writeSmf } from './formats/midi/smf/write-smf.ts';
export { CHECKS, type CheckName, type Verdict, validateMidi } from './formats/midi/validate-midi.ts';
export {
  CANONICAL_DEFAULTS,
  type CanonicalMidi,
  type CanonicalOptions,
  canonicalMidi,
} from './music/canonical-midi/canonical-midi.ts';
export type { CanonicalRefusal } from './music/canonical-midi/codes.ts';
export {
  CANONICAL_PPQ,
  type CanonicalNote,
  type CanonicalTune,
} from './music/canonical-midi/types.ts';
