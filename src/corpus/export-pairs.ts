/** Pairs as plain files, `x.abc` beside `x.mid` in a folder a split: what the published bGPT's trainer reads, and anyone else. */
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { BgptError } from '../errors.ts';
import { writeWhole, writing } from '../store/write-whole.ts';
import { type GroupRow, SPLITS } from './group-row.ts';
import { LABEL_FORMAT } from './pair-row.ts';
import { readGroups } from './read-pairs.ts';

export interface ExportResult {
  train: number;
  valid: number;
}

/** The folder appears when every file is in it. */
export async function exportPairs(from: string, out: string, signal?: AbortSignal): Promise<ExportResult> {
  if ((await readdir(out).catch(() => [])).length > 0)
    throw new BgptError('usage/output-exists', `${out} is not empty`, { hint: 'Name another folder.' });
  const partial = await newFolderBeside(out);
  const result = { train: 0, valid: 0 };
  try {
    for (const split of SPLITS) {
      await writing(out, () => mkdir(join(partial, split), { recursive: true }));
      for await (const row of readGroups(from, split)) {
        signal?.throwIfAborted();
        await writePair(join(partial, split), row, result[split]++);
      }
    }
    await writing(out, async () => {
      await rm(out, { recursive: true, force: true });
      await rename(partial, out);
    });
  } catch (thrown) {
    await rm(partial, { recursive: true, force: true });
    throw thrown;
  }
  return result;
}

/** A folder that nobody else has: one that happens to be called `OUT.partial` may be the user's own. */
async function newFolderBeside(out: string): Promise<string> {
  const path = resolve(out);
  return writing(out, async () => {
    await mkdir(dirname(path), { recursive: true });
    const made = await mkdtemp(join(dirname(path), `.${basename(path)}.`));
    // mkdtemp's is its owner's alone; this one becomes the output
    await chmod(made, 0o777 & ~process.umask());
    return made;
  });
}

/** The number in front keeps ids that differ in what a file name cannot hold apart, and the order as it was. */
async function writePair(folder: string, row: GroupRow, index: number): Promise<void> {
  const stem = `${String(index).padStart(6, '0')}-${row.id.replace(/[^\w.+-]/g, '_').slice(0, 80)}`;
  const { label } = row;
  const files = [
    ...row.files,
    ...(label === '' ? [] : [{ format: LABEL_FORMAT, bytes: Buffer.from(label) }]),
  ];
  for (const { format, bytes } of files) await writeWhole(join(folder, `${stem}.${format}`), bytes);
}
