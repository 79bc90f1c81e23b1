/**
 * `bgpt-music/abc`: ABC tunes taken apart, put in house style, transposed, composed and compared, rendered to MIDI and
 * written from it. Pure: it runs in a browser.
 */
export { type DecodedText, type DecodeOptions, decodeText } from './formats/text.ts';
export type { Judgement, Verifier } from './formats/verifier.ts';
export { type AbcTotals, abcTotals } from './measure/compare-abc/abc-totals.ts';
export { type AbcComparison, compareAbc } from './measure/compare-abc/compare-abc.ts';
export { type AbcFields, abcFields } from './music/abc-fields.ts';
export { bodyKey } from './music/body-key.ts';
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
export {
  RENDER_DEFAULTS,
  RENDERER_VERSION,
  type Rendering,
  type RenderOptions,
  render,
} from './music/reference-renderer.ts';
export { LITERAL_DEFAULTS, type LiteralOptions, literalTune } from './music/transcribe/literal-tune.ts';
export {
  type NoteVerifier,
  noteVerifier,
  VERIFIER_CODES,
  type Verification,
} from './music/transcribe/note-verifier.ts';
export { transposeAbc } from './music/transpose-abc.ts';
export { type BookTune, splitTunebook } from './music/tunebook.ts';
