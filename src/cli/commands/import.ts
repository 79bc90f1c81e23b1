/** `bgpt-music import FILE.pth --out DIR`: a published PyTorch checkpoint becomes one of this project. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { BgptError } from '../../errors.ts';
import { importPth } from '../../store/pth/import-pth.ts';
import type { FloatDtype } from '../../store/safetensors.ts';
import { action, command } from '../command.ts';

interface Flags {
  out: string;
  dtype: FloatDtype;
  force?: boolean;
}

export default (): Command =>
  action(
    command('import')
      .argument('<file>', 'what torch.save wrote; nothing in it is executed')
      .requiredOption('--out <dir>', 'the checkpoint folder to write')
      .addOption(
        new Option('--dtype <type>', 'weights on disk')
          .choices(['float32', 'float16', 'bfloat16'] satisfies FloatDtype[])
          .default('float32' satisfies FloatDtype),
      )
      .option('--force', 'replace a checkpoint that is there'),
    async (terminal, { out, dtype, force }: Flags, file: string) => {
      if (!force && existsSync(join(out, 'config.json')))
        throw new BgptError('usage/output-exists', `${out} holds a checkpoint already`, {
          hint: 'Name another folder, or add --force to replace it.',
        });
      const imported = await importPth(file, out, { weightDtype: dtype });
      const { config, parameters } = imported;
      terminal.print(
        `${out}: bgpt of ${parameters.toLocaleString('en')} parameters, ${config.patchLength} patches of ${config.patchSize} bytes, ` +
          `width ${config.hidden}, ${config.patchLayers} + ${config.byteLayers} layers, ${dtype}`,
      );
      terminal.result({ file, out, dtype, ...imported });
    },
  );
