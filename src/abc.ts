/** `bgpt-music/abc`: ABC tunes taken apart, tidied, transposed, composed and rendered to MIDI. Pure: it runs in a browser. */
export { type DecodedText, type DecodeOptions, decodeText } from './formats/text.ts';
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
export { NORMALIZE_DEFAULTS, type NormalizeOptions, normalizeAbc } from './music/normalize-abc.ts';
export {
  RENDER_DEFAULTS,
  RENDERER_VERSION,
  type Rendering,
  type RenderOptions,
  render,
} from './music/reference-renderer.ts';
export { transposeAbc } from './music/transpose-abc.ts';
export { type BookTune, splitTunebook } from './music/tunebook.ts';
