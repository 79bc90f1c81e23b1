/** `bgpt-music/web`: what runs in a browser. */
export * from './abc.ts';
export * from './bytes.ts';
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
