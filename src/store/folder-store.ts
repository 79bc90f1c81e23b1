/** A folder as a store: files are written whole and change in one step (commit-files.ts). */
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commitFiles, withCommitted } from './commit-files.ts';
import type { FileStore } from './file-store.ts';
import { openFile } from './open-file.ts';
import { writeWhole, writing } from './write-whole.ts';

/** @param folder made with the first file that is written */
export function folderStore(folder: string): FileStore {
  return {
    describe: (name) => join(folder, name),
    open: (name) => withCommitted(folder, name, openFile),
    commit: (files, remove = []) =>
      commitFiles(
        folder,
        files.map(([name, content]) => [name, (path, written) => writeWhole(path, content(written))]),
        remove,
      ),
    append: (name, text) =>
      writing(join(folder, name), async () => {
        await mkdir(folder, { recursive: true });
        await appendFile(join(folder, name), text);
      }),
  };
}
