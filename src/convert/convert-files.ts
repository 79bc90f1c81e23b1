/** Files of any format to files of another: each is written behind its source and checked; one that cannot be costs no other. */
import { readFile } from 'node:fs/promises';
import { BgptError, messageOf } from '../errors.ts';
import type { Direction } from '../formats/direction.ts';
import { requestPrefix } from '../generate/write-file.ts';
import type { ConvertedTune } from './convert-tunes.ts';
import type { GenerateOptions, Generation, Model } from './model.ts';
import { writeOutput } from './write-output.ts';

export interface FileToConvert {
  path: string;
  bytes: Uint8Array;
}

export interface ConvertFilesOptions extends GenerateOptions {
  direction: Required<Direction>;
  /** For each file the one that is right, where it is known. */
  against?: readonly (string | undefined)[];
  onFile?: (row: ConvertedTune) => void;
}

/** From this many files on they are written in a batch. */
const BATCH_FROM = 3;

/** @param paths where each result goes  @returns one row a file, in their order */
export async function convertFiles(
  model: Model,
  files: readonly FileToConvert[],
  paths: readonly string[],
  { direction, against = [], onFile, ...options }: ConvertFilesOptions,
): Promise<ConvertedTune[]> {
  const { from, to } = direction;
  const rows: ConvertedTune[] = [];
  const ready: number[] = [];
  const request = (at: number) => ({ source: { format: from, bytes: files[at]!.bytes }, to });
  for (const at of files.keys()) {
    try {
      requestPrefix(request(at), model.config);
      ready.push(at);
    } catch (thrown) {
      // alone it is the command's own failure
      if (!(thrown instanceof BgptError) || files.length === 1) throw thrown;
      const { code, message } = thrown;
      rows[at] = { ...named(files[at]!), bytes: 0, valid: false, code, message, ...NOTHING };
    }
  }
  const settle = async (at: number, { bytes, ...about }: Generation) => {
    const { verdict, ended, guarded, seconds, firstByteSeconds } = about;
    const { valid, code, message } = verdict;
    const right = against[at] === undefined ? undefined : await known(against[at]);
    const row: ConvertedTune = {
      ...named(files[at]!),
      out: await writeOutput(paths[at]!, bytes, about),
      bytes: bytes.length,
      valid,
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { message }),
      ended,
      guarded,
      repaired: false,
      seconds,
      ...(firstByteSeconds < seconds ? { firstByteSeconds } : {}),
      ...(right ? { exact: equal(bytes, right) } : {}),
    };
    rows[at] = row;
    onFile?.(row);
  };
  if (ready.length < BATCH_FROM)
    for (const at of ready)
      await settle(at, await model.generate(request(at).source, { ...options, to: direction.to }));
  else
    for await (const { index, ...done } of model.generateMany(ready.map(request), options))
      await settle(ready[index]!, done);
  return rows;
}

const NOTHING = { guarded: 0, repaired: false, seconds: 0 } as const;

function named({ path }: FileToConvert) {
  return { source: path, x: '', title: '' };
}

async function known(path: string): Promise<Uint8Array> {
  return readFile(path).catch((thrown) => {
    throw new BgptError('io/not-found', `cannot read ${path}: ${messageOf(thrown)}`, { details: { path } });
  });
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
