/** `bgpt-music cpu make`: programs and their runs as files. */
import { readdir } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { type CpuLayout, LAYOUTS, writeProgram } from '../../corpus/cpu/cpu-folder.ts';
import { CPU_PROFILES } from '../../corpus/cpu/cpu-profiles.ts';
import { PROGRAMS_DEFAULTS as DEFAULTS, namedPrograms } from '../../corpus/cpu/named-programs.ts';
import { TRAIN_PROGRAMS } from '../../corpus/cpu/published-programs.ts';
import { BgptError } from '../../errors.ts';
import { action, command } from '../command.ts';
import { wholeNumber } from '../parse-option.ts';
import { openProgress } from '../progress.ts';

interface Flags {
  out: string;
  kind: string;
  count: number;
  seed: number;
  layout: CpuLayout;
  force?: boolean;
}

export default (): Command =>
  action(
    command('make', 'draw programs and run them: NAME.cpu beside NAME.states, or the published NAME.bin')
      .requiredOption('--out <folder>', 'where the files go')
      .option(
        '--kind <kind>',
        `train or test, the published streams (test draws all of train first, a minute); or profiles of endless pairs: ${Object.keys(CPU_PROFILES).join(', ')}, bounds such as 9-33, with weights such as short:DIV=40`,
        DEFAULTS.kind,
      )
      .option('--count <n>', 'programs to draw', wholeNumber(1), DEFAULTS.count)
      .option(
        '--seed <n>',
        'of the random numbers; the published streams have 0',
        wholeNumber(0),
        DEFAULTS.seed,
      )
      .addOption(
        new Option('--layout <layout>', 'pair: .cpu and .states; bin: the published single file')
          .choices(LAYOUTS)
          .default('pair'),
      )
      .option('--force', 'write into a folder that holds files'),
    async (terminal, { out, kind, count, seed, layout, force }: Flags) => {
      if (!force && (await readdir(out).catch(() => [])).length > 0)
        throw new BgptError('usage/output-exists', `${out} is not empty`, {
          hint: 'Name another folder, or --force.',
        });
      const before = kind === 'test' ? TRAIN_PROGRAMS : 0;
      const progress = await openProgress(terminal, 'cpu', before + count);
      const names = new Set<string>();
      const made = { programs: 0, states: 0 };
      const onSkipped = (skipped: number) => {
        terminal.signal.throwIfAborted();
        progress.update(skipped, 'the published training programs come first');
      };
      try {
        for (const program of namedPrograms({ kind, count, seed, onSkipped })) {
          terminal.signal.throwIfAborted();
          await writeProgram(out, program.name, program, layout);
          names.add(program.name);
          made.programs++;
          made.states += program.states.length / 16;
          progress.update(before + made.programs, `${made.programs} programs`);
        }
      } finally {
        progress.stop();
      }
      terminal.print(`${made.programs} programs under ${names.size} names in ${out}, ${made.states} states`);
      terminal.result({ out, ...made, names: names.size });
      return undefined;
    },
  );
