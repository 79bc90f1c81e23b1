/**
 * Everything the project knows of a file format, as a value. Only the name is required: of a format that has nothing else
 * a model reads fixed patches. Training, measuring and generating look formats up by name (`registry.ts`); nothing else in
 * the project knows one format from another.
 */
import type { Segmenter } from '../bytes/segmenter.ts';

/**
 * What is known behind a patch, patch by patch. A state is never changed, so that a patch can be taken back. Total: any
 * bytes will do.
 * @typeParam S the state  @typeParam V what is read off it  @typeParam A what the fold may know at the start
 */
export interface Fold<S, V, A = void> {
  start(about: A): S;
  /** @param patch the patch's bytes, without END */
  next(state: S, patch: Uint8Array): S;
  value(state: S): V;
}

/** Facts of a file that the file behind it may ask for, such as its title. */
export type About = Readonly<Record<string, string>>;

/** The bytes of a file in another order, in which a model reads and writes them. Both ways are permutations and inverse on valid files. */
export interface ReadingOrder {
  /** For each byte as it is read its offset in the file. */
  offsets(file: Uint8Array): Uint32Array;
  toFile(written: Uint8Array): Uint8Array;
  /** The parts in the file's order as soon as they are settled. Returns what `written` returns. */
  stream<R>(written: AsyncGenerator<Uint8Array, R>): AsyncGenerator<Uint8Array, R>;
  /** Where patches begin in this order, instead of the format's own cut. */
  cut?: Segmenter;
}

/** What may be written next, symbol by symbol, so that the file's structure is valid whatever the model believes. */
export interface Constraint {
  /** Whether a symbol may be written at place `k` of a patch, `left` patches (this one too) before the context is full. */
  allows(symbol: number, k: number, left: number): boolean;
  push(symbol: number): void;
}

/** How the model that is constrained reads and writes its patches. */
export interface ConstraintOptions {
  /** Bytes in a patch. */
  size: number;
  /** Whether the first END ends the file, or only an END that begins a patch. */
  firstEndEnds: boolean;
  /** Whether the file is written in the format's reading order. */
  ordered: boolean;
}

/** Names of a file's bytes, for "where the bits go". */
export interface Fields {
  readonly names: readonly string[];
  /** For each byte an index into `names`. Best effort on broken files. */
  label(bytes: Uint8Array): Uint8Array;
  /** Words for a run of bytes of one name, where they say more than the name. */
  describe?(name: string, bytes: Uint8Array): string;
}

/** What is found wrong with a file, or that nothing is. */
export interface FormatVerdict {
  valid: boolean;
  /** A stable code (docs/errors.md) and words, where something is wrong; the offset where one byte can be named. */
  code?: string;
  message?: string;
  offset?: number;
}

/**
 * The folds of a format have states of their own types; whoever runs them hands each its own state back and looks at none.
 */
// biome-ignore lint/suspicious/noExplicitAny: existential type of a fold's state
type AnyFold<V, A = void> = Fold<any, V, A>;

/** A file format as a value: all but its name may be left out. `registerFormat` makes it known. */
export interface Format {
  /** What the extension patch says: 1 to 8 lower-case letters and digits. */
  name: string;
  /** Where patches begin; without it every `size` bytes. */
  cut?: Segmenter;
  order?: ReadingOrder;
  /** A count that serves as a second position, such as notes. */
  landmarks?: AnyFold<number>;
  /** What the file tells the one behind it. */
  about?: AnyFold<About>;
  /** The `HINT_BYTES` bytes that the next length field will hold; may look at what the file before tells. */
  hint?: AnyFold<readonly [number, number], About>;
  constraint?(options: ConstraintOptions): Constraint;
  fields?: Fields;
  /** Whether a file is valid; what it needs is loaded when it is called. */
  check?(bytes: Uint8Array): Promise<FormatVerdict>;
}
