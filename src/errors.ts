/**
 * One error class with stable codes. A code names what is wrong, never where in the program it was noticed; the
 * table below is the whole list and docs/errors.md is printed from it (test/errors.test.ts keeps the two equal).
 */

/** How a command ends: the exit statuses of docs/errors.md. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Every code, with its exit status and one line for the documentation. */
export const ERROR_CODES = {
  // usage
  'usage/invalid-option': [EXIT.usage, 'An option or argument has a value that the command does not take.'],
  'usage/output-exists': [
    EXIT.usage,
    'The output is already there; nothing was written. `--force` overwrites it.',
  ],
  // files and streams
  'io/not-found': [EXIT.failed, 'A file or folder does not exist, or may not be read.'],
  'io/download-failed': [
    EXIT.failed,
    'A download was refused or broke off; nothing of it is kept. The message has the address and how far it came.',
  ],
  'io/disk-full': [
    EXIT.failed,
    'A file could not be written because the disk or quota is full; what was whole before still is.',
  ],
  'io/write-failed': [
    EXIT.failed,
    'A file could not be written for another reason, which the message names.',
  ],
  // graphs and engines
  'graph/kernel-unsupported': [
    EXIT.failed,
    'A program uses a tfjs kernel that has no ONNX form here; the message names it.',
  ],
  'graph/value-unknown': [
    EXIT.failed,
    'A traced program asked for the value of a tensor, which exists only when the graph runs.',
  ],
  'graph/dtype-unsupported': [
    EXIT.failed,
    'A tensor has a dtype that graphs do not carry (only float32, int32, bool).',
  ],
  'graph/not-tracing': [EXIT.failed, 'An op of the tracing backend ran outside of a trace.'],
  'engine/bad-input': [
    EXIT.failed,
    'A tensor given to a program is missing, unknown, or of the wrong shape or dtype; the message says what was expected.',
  ],
  'engine/device-unavailable': [
    EXIT.failed,
    'The engine or device asked for cannot be used here; the message says what is missing and how to get it.',
  ],
  'engine/out-of-memory': [
    EXIT.failed,
    'A program needs more memory than there is; the message gives the sizes involved.',
  ],
  'engine/failed': [EXIT.failed, 'The engine refused or failed to run a program; the message is its own.'],
  'engine/disposed': [EXIT.failed, 'A program or state was used after it was disposed.'],
  'setup/tool-missing': [
    EXIT.failed,
    'A program that a setup needs (npm, Python with pip, a C++ compiler) is not there; nothing was changed.',
  ],
  'setup/failed': [
    EXIT.failed,
    'A setup broke off: a download, an archive, the compiler or the trial run; the message is its own.',
  ],
  // corpora and shards
  'source/damaged': [
    EXIT.failed,
    'An input file broke off or is not what it says; what stood before the damage is in the shards, the place is in quarantine.jsonl.',
  ],
  'corpus/no-source': [EXIT.failed, 'A folder holds no file that a source reads.'],
  'corpus/no-pairs': [
    EXIT.failed,
    'The inputs gave not a single pair; quarantine.jsonl says why, or the message where it is empty.',
  ],
  'corpus/may-not-train': [
    EXIT.failed,
    "A corpus's terms forbid training on it, and nobody has said that they hold permission.",
  ],
  'shard/corrupt': [
    EXIT.failed,
    'A shard or its manifest cannot be read, or is not the file that the manifest describes.',
  ],
  'shard/format-version': [
    EXIT.failed,
    'A shard or manifest has a format version that this program does not read.',
  ],
  'pairs/incomplete': [EXIT.failed, 'A merge lacks parts: not every --shard of the build is there.'],
  'pairs/direction': [
    EXIT.usage,
    'Groups of several files can be read in several directions, and none was named.',
  ],
  'pairs/mismatch': [EXIT.failed, 'Parts to be merged come from different builds.'],
  'teacher/not-found': [
    EXIT.failed,
    'The renderer program is not on the PATH, or the module of a renderer cannot be loaded.',
  ],
  'teacher/disagrees': [
    EXIT.failed,
    'A plain tune, written without abcjs, has other bytes than abcjs gives it: a fault of this program; the message has the tune.',
  ],
  'recipe/invalid': [EXIT.failed, 'A pipeline file could not be loaded or exports no recipe.'],
  // checkpoints
  'checkpoint/corrupt': [
    EXIT.failed,
    'A checkpoint file is truncated, damaged, or not what its name or header says; the message names the file and the tensor.',
  ],
  'checkpoint/format-version': [
    EXIT.failed,
    'A checkpoint has a format version that this program does not read.',
  ],
  'checkpoint/config': [
    EXIT.failed,
    "A checkpoint's config.json, or the shapes in a .pth file, describe no model that this program knows.",
  ],
  'checkpoint/missing-tensor': [
    EXIT.failed,
    'A checkpoint lacks a tensor that its model needs; the message names it.',
  ],
  'checkpoint/unexpected-tensor': [
    EXIT.failed,
    'A checkpoint has a tensor that its model does not have; the message names it.',
  ],
  'checkpoint/wrong-shape': [
    EXIT.failed,
    'A tensor of a checkpoint has another shape or type than the model needs; the message names it and both.',
  ],
  'checkpoint/not-finite': [
    EXIT.failed,
    'A tensor of a checkpoint holds NaN or infinity, or would once rounded to 16 bits; the message names it.',
  ],
  'checkpoint/unsafe-pickle': [
    EXIT.failed,
    'A .pth file asks for Python code that weights do not need; nothing was executed, the message names it.',
  ],
  'checkpoint/unsupported': [
    EXIT.failed,
    'A checkpoint holds something sound that cannot be converted here, such as a model that the other side does not know.',
  ],
  // training
  'train/no-pairs': [EXIT.failed, 'There is nothing to train on: no pairs, or none that fits the context.'],
  'train/diverged': [EXIT.failed, 'The loss ran away or is no number; the last good checkpoint is kept.'],
  'measure/no-pairs': [
    EXIT.failed,
    'There is nothing to measure: no pairs in this split, or none that fits the context.',
  ],
  'measure/costs-corrupt': [
    EXIT.failed,
    'A file of costs or figures is damaged, or not of the format that this program reads.',
  ],
  // convert
  'convert/too-long': [
    EXIT.failed,
    'An input leaves no room in the context for any output; the message gives the size that it may have.',
  ],
  'convert/direction': [
    EXIT.failed,
    'The model was not trained to write this format behind that one; the message names its directions.',
  ],
  'convert/no-tune': [EXIT.failed, 'An input holds no ABC tune; the message says what is missing.'],
  'convert/asks-too-much': [
    EXIT.failed,
    'A tune has more bars, time or notes than it may, with its rests, repeats and ornaments; nothing was written of it.',
  ],
  'convert/unsafe-name': [EXIT.failed, 'The name of an output would lie outside the output folder.'],
  interrupted: [EXIT.interrupted, 'Ctrl-C or a termination signal; the message says how to go on.'],
  internal: [EXIT.failed, 'A fault of this program: please report it with the message and stack.'],
} as const satisfies Record<string, readonly [exit: number, meaning: string]>;

/** A stable code of docs/errors.md, such as `io/not-found`. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What an error carries beside its code and message. */
export interface BgptErrorOptions {
  /** What the user can do about it, one sentence. */
  hint?: string;
  /** Facts a program may want: path, offset, sizes. They are printed by `--json`. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** The only error this package throws on purpose: a stable `code`, a message for people, an optional hint. */
export class BgptError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, options: BgptErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BgptError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  get exitCode(): number {
    return ERROR_CODES[this.code][0];
  }
}

/** The message of anything thrown: foreign code throws strings, too. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
