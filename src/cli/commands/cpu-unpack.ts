/** `bgpt-music cpu unpack FOLDER`: the published single files become `.cpu` and `.states` files. */
import type { Command } from 'commander';
import { fileIn, namesIn, writeProgram } from '../../corpus/cpu/cpu-folder.ts';
import { EXIT } from '../../errors.ts';
import { splitPublishedFile } from '../../formats/cpu/published-file.ts';
import { action, command } from '../command.ts';

export default (): Command =>
  action(
    command('unpack', 'published NAME.bin files become NAME.cpu and NAME.states')
      .argument('<folder>', 'of .bin files')
      .requiredOption('--out <folder>', 'where the files go'),
    async (terminal, { out }: { out: string }, folder: string) => {
      let files = 0;
      const refused: { name: string; code: string; message: string }[] = [];
      for (const name of await namesIn(folder, 'bin')) {
        terminal.signal.throwIfAborted();
        const parts = splitPublishedFile((await fileIn(folder, name, 'bin')) ?? new Uint8Array());
        if (parts.ok) {
          await writeProgram(out, name, parts, 'pair');
          files++;
        } else refused.push({ name, code: parts.code, message: parts.message });
      }
      for (const { name, code, message } of refused) terminal.note(`${name}: ${message} (${code})`);
      terminal.print(`${files} files in ${out}, ${refused.length} refused`);
      terminal.result({ out, files, refused });
      return refused.length === 0 ? EXIT.done : EXIT.failed;
    },
  );
