/** Folders of CPU programs: `NAME.cpu` beside `NAME.states`, or the published `NAME.bin`. Files are written whole. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BgptError, messageOf } from '../../errors.ts';
import { type CpuPair, publishedFile } from '../../formats/cpu/published-file.ts';
import { writeWhole } from '../../store/write-whole.ts';

export const LAYOUTS = ['pair', 'bin'] as const;
export type CpuLayout = (typeof LAYOUTS)[number];

/** Writes one program. A name that is there is written over, as the published generator does with equal programs. */
export async function writeProgram(
  folder: string,
  name: string,
  { cpu, states }: CpuPair,
  layout: CpuLayout,
): Promise<void> {
  if (layout === 'bin') await writeWhole(join(folder, `${name}.bin`), publishedFile({ cpu, states }));
  else {
    await writeWhole(join(folder, `${name}.cpu`), cpu);
    await writeWhole(join(folder, `${name}.states`), states);
  }
}

/** Names, without the extension, of a folder's files of one format, in order. @throws BgptError io/not-found */
export async function namesIn(folder: string, format: string): Promise<string[]> {
  const files = await readdir(folder).catch((thrown) => {
    throw new BgptError('io/not-found', `cannot read ${folder}: ${messageOf(thrown)}`, {
      details: { path: folder },
    });
  });
  const end = `.${format}`;
  const names = files.filter((file) => file.endsWith(end) && !file.startsWith('.'));
  if (names.length === 0)
    throw new BgptError('io/not-found', `${folder} holds no ${end} files`, { details: { path: folder } });
  return names.map((file) => file.slice(0, -end.length)).sort();
}

/** A file's bytes, or undefined where there is none. @throws BgptError io/not-found where it cannot be read */
export async function fileIn(folder: string, name: string, format: string): Promise<Uint8Array | undefined> {
  const path = join(folder, `${name}.${format}`);
  try {
    return await readFile(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BgptError('io/not-found', `cannot read ${path}: ${messageOf(thrown)}`, { details: { path } });
  }
}
