/** `bgpt-music cpu pack FOLDER`: `.cpu` and `.states` files become the published single files. */
import type { Command } from 'commander';
import { fileIn, namesIn, writeProgram } from '../../corpus/cpu/cpu-folder.ts';
import { EXIT } from '../../errors.ts';
import { readCpuFile } from '../../formats/cpu/cpu-file.ts';
import { action, command } from '../command.ts';

export default (): Command =>
  action(
    command('pack', 'NAME.cpu and NAME.states become the published NAME.bin')
      .argument('<folder>', 'of .cpu files')
      .option('--states <folder>', 'where the .states files are (default: the same folder)')
      .requiredOption('--out <folder>', 'where the .bin files go'),
    async (terminal, { out, states: beside }: { out: string; states?: string }, folder: string) => {
      let files = 0;
      const refused: { name: string; code: string; message: string }[] = [];
      for (const name of await namesIn(folder, 'cpu')) {
        terminal.signal.throwIfAborted();
        const cpu = (await fileIn(folder, name, 'cpu')) ?? new Uint8Array();
        const read = readCpuFile(cpu);
        const states = await fileIn(beside ?? folder, name, 'states');
        if (!read.ok) refused.push({ name, code: read.code, message: read.message });
        else if (!states) refused.push({ name, code: 'io/not-found', message: 'there is no .states file' });
        else {
          await writeProgram(out, name, { cpu, states }, 'bin');
          files++;
        }
      }
      for (const { name, code, message } of refused) terminal.note(`${name}: ${message} (${code})`);
      terminal.print(`${files} files in ${out}, ${refused.length} refused`);
      terminal.result({ out, files, refused });
      return refused.length === 0 ? EXIT.done : EXIT.failed;
    },
  );
