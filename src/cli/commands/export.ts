/** `bgpt-music export DIR --out FILE.pth`: a checkpoint of this project becomes one that the published code loads. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { BgptError } from '../../errors.ts';
import { exportPth } from '../../store/pth/export-pth.ts';
import { action, command } from '../command.ts';

interface Flags {
  out: string;
  force?: boolean;
}

export default (): Command =>
  action(
    command('export')
      .argument('<checkpoint>', 'a checkpoint folder')
      .requiredOption('--out <file>', 'the .pth file to write')
      .option('--force', 'overwrite the file if it is there'),
    async (terminal, { out, force }: Flags, checkpoint: string) => {
      if (!force && existsSync(out))
        throw new BgptError('usage/output-exists', `${out} is there already`, {
          hint: 'Name another file, or add --force to overwrite it.',
        });
      const exported = await exportPth(checkpoint, out);
      terminal.print(
        `${out}: ${exported.tensors} tensors, ${exported.parameters.toLocaleString('en')} parameters, ${exported.bytes.toLocaleString('en')} bytes`,
      );
      terminal.result({ checkpoint, out, ...exported });
    },
  );
