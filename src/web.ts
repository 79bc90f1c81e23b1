/** `bgpt-music/web`: what runs in a browser, a model in a worker among it. */
export * from './abc.ts';
export * from './bytes.ts';
export type { Conversion, PairText } from './convert/model.ts';
export { BgptError, type BgptErrorOptions, ERROR_CODES, type ErrorCode, EXIT } from './errors.ts';
export { type Direction, directionName, parseDirection } from './formats/direction.ts';
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
export * from './midi.ts';
export type { Bgpt2Config, BgptConfig, ModelConfig } from './model/config.ts';
export type { DownloadProgress } from './store/fetched-store.ts';
export {
  loadModel,
  WEB_LOAD_DEFAULTS,
  type WebConvertOptions,
  type WebLoadOptions,
  type WebModel,
} from './web/load-model.ts';
