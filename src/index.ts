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
export { mixedPairs, type PairSource } from './bytes/pair-source.ts';
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
export {
  type PairBlocks,
  STORED_PAIRS_DEFAULTS,
  type StoredPairsOptions,
  storedPairs,
} from './bytes/stored-pairs.ts';
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
export { TRANSCRIBE_DEFAULTS, type TranscribeOptions } from './convert/transcribe-options.ts';
export {
  type StatementOrigin,
  type Transcribed,
  type Transcription,
  transcribedBy,
  type Writer,
} from './convert/transcription.ts';
// corpus/: streams of tunes, pair shards
export { type BuildRequest, type BuildResult, buildPairs, mergePairs } from './corpus/build.ts';
export { BUILD_DEFAULTS, type BuildSettings, type ShardOf } from './corpus/build-options.ts';
export { type CorpusCard, OWN_FILES_CARD } from './corpus/card.ts';
export { CPU_PAIRS_VERSION, cpuPairs } from './corpus/cpu/cpu-pairs.ts';
export { CPU_PROFILES, type CpuProfile, parseCpuProfiles } from './corpus/cpu/cpu-profiles.ts';
export type { Entry, Source, SourceWatcher } from './corpus/entry.ts';
export { exportPairs } from './corpus/export-pairs.ts';
export type { AboutGroup, GroupRow, Split } from './corpus/group-row.ts';
export { type InspectedPatch, inspectPair } from './corpus/inspect-pair.ts';
export { type Manifest, readManifest } from './corpus/manifest.ts';
export { assertMayTrain } from './corpus/may-train.ts';
export { type OpenPairBlocks, openPairBlocks } from './corpus/pair-blocks.ts';
export { inDirection, type PairRow } from './corpus/pair-row.ts';
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
export { runCpuFile } from './formats/cpu/cpu-file.ts';
export type { RunResult } from './formats/cpu/machine.ts';
export type {
  About,
  Constraint,
  ConstraintOptions,
  Fields,
  Fold,
  Format,
  FormatVerdict,
  ReadingOrder,
} from './formats/format.ts';
export { type Comparison, compareMidi, type Score } from './formats/midi/compare-midi.ts';
export { type Note, type NoteReading, type NoteTrouble, notesOf } from './formats/midi/notes.ts';
export { labelBytes, SMF_FIELDS, type SmfField } from './formats/midi/smf/label-bytes.ts';
export { readSmf } from './formats/midi/smf/read-smf.ts';
export type { SmfEvent, SmfFile, SmfReading, SmfTrack, SmfTrouble } from './formats/midi/smf/types.ts';
export { type FileContent, writeSmf } from './formats/midi/smf/write-smf.ts';
export { RUNGS, type Rung, type Verdict, validateMidi } from './formats/midi/validate-midi.ts';
export { formatNamed, registeredFormats, registerFormat } from './formats/registry.ts';
export { type DecodedText, type DecodeOptions, decodeText } from './formats/text.ts';
export type { Judgement, Verifier } from './formats/verifier.ts';
export type { HostTensors } from './graph/host-tensor.ts';
// measure/: what a model is worth
export { BASELINE_NAMES, type Baselines, measureBaselines } from './measure/baselines.ts';
export { type AbcTotals, abcTotals } from './measure/compare-abc/abc-totals.ts';
export { type AbcComparison, compareAbc } from './measure/compare-abc/compare-abc.ts';
export {
  addFigures,
  compareStates,
  noFigures,
  type StatesFigures,
  trivialStates,
} from './measure/cpu-states.ts';
export { type EvaluatePairsOptions, type Evaluation, evaluatePairs } from './measure/evaluate-pairs.ts';
export { EVALUATE_DEFAULTS, type EvaluateOptions, type PairCosts, pairCosts } from './measure/pair-costs.ts';
// model/: its sizes
export {
  type Architecture,
  type Bgpt2Config,
  type BgptConfig,
  type ModelConfig,
  preset,
} from './model/config.ts';
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
export type {
  AbcBar,
  AbcChange,
  AbcGraces,
  AbcItem,
  AbcLine,
  AbcMark,
  AbcNote,
  AbcPitch,
  AbcTune,
  AbcVoice,
  HeaderLine,
  Tuplet,
} from './music/house-style/abc-tune.ts';
export type { FormatCode } from './music/house-style/codes.ts';
export {
  FORMAT_DEFAULTS,
  type FormatOptions,
  type Formatted,
  formatAbc,
  type LeftAlone,
} from './music/house-style/format-abc.ts';
export { type BookResult, type FormattedBook, formatBook } from './music/house-style/format-book.ts';
export type { Fraction } from './music/house-style/fraction.ts';
export { type PrintOptions, printTune } from './music/house-style/print-tune.ts';
export { NORMALIZE_DEFAULTS, type NormalizeOptions, normalizeAbc } from './music/normalize-abc.ts';
export { remixedPairs, syntheticPairs } from './music/rendered-pairs.ts';
export { type Lesson, TEACHER_DEFAULTS, TEACHER_VERSION, type TeachOptions, teach } from './music/teacher.ts';
export { LITERAL_DEFAULTS, type LiteralOptions, literalTune } from './music/transcribe/literal-tune.ts';
export {
  type NoteVerifier,
  noteVerifier,
  VERIFIER_CODES,
  type Verification,
} from './music/transcribe/note-verifier.ts';
export { TRANSCRIPTION_VERSION, transcriptionPairs } from './music/transcription-pairs.ts';
export { transposeAbc } from './music/transpose-abc.ts';
export { type BookTune, splitTunebook } from './music/tunebook.ts';
export { type ReportOptions, type RunReport, runReport } from './report/run/run-report.ts';
// store/: checkpoints, and where files lie
export { type Checkpoint, readCheckpoint } from './store/checkpoint.ts';
export type { Content, ContentOf, FileStore, StoredFile, Written } from './store/file-store.ts';
export { folderStore } from './store/folder-store.ts';
export { memoryStore } from './store/memory-store.ts';
export { loadCheckpoint } from './store/stored-checkpoint.ts';
// train/: runs
export type { Metrics } from './train/metrics.ts';
export { type GivenTrainOptions, TRAIN_DEFAULTS, type TrainOptions, trainOptions } from './train/options.ts';
export { readRun, type StoppedRun, type TrainerState } from './train/run-state.ts';
export { train } from './train/train.ts';
export type { NewModel, OpenWorkers, TrainRequest, TrainResult } from './train/train-request.ts';
// workers/: training on several threads
export { trainWorkers } from './workers/train-workers.ts';
