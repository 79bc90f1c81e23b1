/** The library: every public name, no more. */

// bytes/, formats/, music/: the names of the subpaths
export * from './abc.ts';
export { mixedPairs, type PairSource } from './bytes/pair-source.ts';
export {
  type PairBlocks,
  STORED_PAIRS_DEFAULTS,
  type StoredPairsOptions,
  storedPairs,
} from './bytes/stored-pairs.ts';
export * from './bytes.ts';
// convert/: a checkpoint that writes files
export { type LoadOptions, loadModel } from './convert/load-model.ts';
export {
  CONVERT_DEFAULTS,
  type Conversion,
  type ConvertOptions,
  type GenerateOptions,
  type Generation,
  type Model,
  openModel,
  type PairText,
  type Prompt,
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
export { type FieldMap, irishManFields, plainFields, theSessionFields } from './corpus/sources/field-map.ts';
export { type FileSourceOptions, fileSources } from './corpus/sources/source-of.ts';
// engine/: what computes
export { type EngineChoice, type EngineRequest, openEngine } from './engine/choose-engine.ts';
export type { Engine } from './engine/engine.ts';
export { BgptError, type BgptErrorOptions, ERROR_CODES, type ErrorCode, EXIT } from './errors.ts';
export { runCpuFile } from './formats/cpu/cpu-file.ts';
export type { RunResult } from './formats/cpu/machine.ts';
// formats/: which file goes before which
export { type Direction, directionName, parseDirection, parseDirections } from './formats/direction.ts';
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
export { formatNamed, registeredFormats, registerFormat } from './formats/registry.ts';
export type { WriteRequest } from './generate/write-file.ts';
export type { HostTensors } from './graph/host-tensor.ts';
// measure/: what a model is worth
export { BASELINE_NAMES, type Baselines, measureBaselines } from './measure/baselines.ts';
export {
  addFigures,
  compareStates,
  noFigures,
  type StatesFigures,
  trivialStates,
} from './measure/cpu-states.ts';
export { type EvaluatePairsOptions, type Evaluation, evaluatePairs } from './measure/evaluate-pairs.ts';
export { EVALUATE_DEFAULTS, type EvaluateOptions, type PairCosts, pairCosts } from './measure/pair-costs.ts';
export * from './midi.ts';
// model/: its sizes
export {
  type Architecture,
  type Bgpt2Config,
  type BgptConfig,
  type ModelConfig,
  preset,
} from './model/config.ts';
// music/: what bytes mean
export { remixedPairs, syntheticPairs } from './music/rendered-pairs.ts';
export { TRANSCRIPTION_VERSION, transcriptionPairs } from './music/transcription-pairs.ts';
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
