/** The library: every public name, no more. */

// bytes/: the language bGPT reads
export {
  type BitsPerByte,
  bitsPerByte,
  type FileBits,
  type FileCosts,
  fileBits,
  fileCosts,
} from './bytes/bits-per-byte.ts';
export { type FileEnd, type Patches, type PatchOptions, patchBytes, unpatch } from './bytes/patches.ts';
export type { Refusal } from './bytes/refusal.ts';
export { fixedSegmenter, type Segmenter } from './bytes/segmenter.ts';
export {
  countedSymbols,
  type FileBytes,
  fileSequence,
  fitsContext,
  type PairBytes,
  pairSequence,
  type Sequence,
  type SequenceOptions,
  sequencePatches,
  splitSequence,
} from './bytes/sequence.ts';
export { END, PATCH_SIZE, SYMBOLS } from './bytes/symbols.ts';
// convert/: a checkpoint that writes MIDI
export {
  CONVERT_DEFAULTS,
  type Conversion,
  type ConvertOptions,
  type LoadOptions,
  loadModel,
  type Model,
  openModel,
  type PairText,
} from './convert/model.ts';
// corpus/: streams of tunes, pair shards
export { type BuildRequest, type BuildResult, buildPairs, mergePairs } from './corpus/build.ts';
export { BUILD_DEFAULTS, type BuildSettings, type ShardOf } from './corpus/build-options.ts';
export { type CorpusCard, OWN_FILES_CARD } from './corpus/card.ts';
export type { Entry, Source, SourceWatcher } from './corpus/entry.ts';
export { exportPairs } from './corpus/export-pairs.ts';
export { type InspectedPatch, inspectPair } from './corpus/inspect-pair.ts';
export { type Manifest, readManifest } from './corpus/manifest.ts';
export { assertMayTrain } from './corpus/may-train.ts';
export type { PairRow, Split } from './corpus/pair-row.ts';
export { READ_PAIRS_DEFAULTS, type ReadPairsOptions, readPairs } from './corpus/read-pairs.ts';
export { defineRecipe, filesRecipe, type Recipe, type RecipeMaker } from './corpus/recipe.ts';
export {
  type FieldMap,
  irishManFields,
  plainFields,
  theSessionFields,
} from './corpus/sources/field-map.ts';
export { type FileSourceOptions, fileSources } from './corpus/sources/source-of.ts';
// engine/: what computes
export { type EngineChoice, type EngineRequest, openEngine } from './engine/choose-engine.ts';
export type { Engine } from './engine/engine.ts';
export { BgptError, type BgptErrorOptions, ERROR_CODES, type ErrorCode, EXIT } from './errors.ts';
export { type Comparison, compareMidi, type Score } from './formats/midi/compare-midi.ts';
export { type Note, type NoteReading, type NoteTrouble, notesOf } from './formats/midi/notes.ts';
export { labelBytes, SMF_FIELDS, type SmfField } from './formats/midi/smf/label-bytes.ts';
export { readSmf } from './formats/midi/smf/read-smf.ts';
export type { SmfEvent, SmfFile, SmfReading, SmfTrack, SmfTrouble } from './formats/midi/smf/types.ts';
export { type FileContent, writeSmf } from './formats/midi/smf/write-smf.ts';
export { RUNGS, type Rung, type Verdict, validateMidi } from './formats/midi/validate-midi.ts';
export { SEGMENTERS } from './formats/segmenters.ts';
export { type DecodedText, type DecodeOptions, decodeText } from './formats/text.ts';
export type { HostTensors } from './graph/host-tensor.ts';
// measure/: what a model is worth
export { BASELINE_NAMES, type Baselines, measureBaselines } from './measure/baselines.ts';
export { type AbcTotals, abcTotals } from './measure/compare-abc/abc-totals.ts';
export { type AbcComparison, compareAbc } from './measure/compare-abc/compare-abc.ts';
export { type EvaluatePairsOptions, type Evaluation, evaluatePairs } from './measure/evaluate-pairs.ts';
export { EVALUATE_DEFAULTS, type EvaluateOptions, type PairCosts, pairCosts } from './measure/pair-costs.ts';
// model/: its sizes
export type { Bgpt2Config, BgptConfig, ModelConfig } from './model/config.ts';
// music/: what bytes mean
export { type AbcFields, abcFields } from './music/abc-fields.ts';
export { bodyKey } from './music/body-key.ts';
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
export {
  drawTune,
  SYNTHETIC_VERSION,
  type SyntheticTune,
  syntheticTune,
  syntheticTunes,
} from './music/compose/generate.ts';
export {
  SYNTHETIC_DEFAULTS,
  SYNTHETIC_PROFILES,
  type SyntheticOptions,
  type SyntheticProfileName,
} from './music/compose/options.ts';
export { NORMALIZE_DEFAULTS, type NormalizeOptions, normalizeAbc } from './music/normalize-abc.ts';
export { type Lesson, TEACHER_DEFAULTS, TEACHER_VERSION, type TeachOptions, teach } from './music/teacher.ts';
export { LITERAL_DEFAULTS, type LiteralOptions, literalTune } from './music/transcribe/literal-tune.ts';
export {
  type NoteVerifier,
  noteVerifier,
  VERIFIER_CODES,
  type Verification,
} from './music/transcribe/note-verifier.ts';
export type { Judgement, Verifier } from './music/transcribe/verifier.ts';
export { transposeAbc } from './music/transpose-abc.ts';
export { type BookTune, splitTunebook } from './music/tunebook.ts';
export { type ReportOptions, type RunReport, runReport } from './report/run/run-report.ts';
// train/: checkpoints
export { type Checkpoint, readCheckpoint } from './store/checkpoint.ts';
