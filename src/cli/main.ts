/** The command line: one file a command in ./commands, each a thin call into the rooms. */
import { Command, CommanderError } from 'commander';
import { EXIT } from '../errors.ts';
import { packageVersion } from './version.ts';

const program = new Command('bgpt-music')
  .description('byte-level models of symbolic music: pairs, bits per byte, ABC to MIDI')
  .version(packageVersion())
  .exitOverride();

/** Commands are loaded when they are called, so that `--help` needs none of the engines. */
const COMMANDS: Record<string, () => Promise<{ default: () => Command }>> = {
  demo: () => import('./commands/demo.ts'),
  doctor: () => import('./commands/doctor.ts'),
  pairs: () => import('./commands/pairs.ts'),
  'setup-tensorflow': () => import('./commands/setup-tensorflow.ts'),
  train: () => import('./commands/train.ts'),
  bpb: () => import('./commands/bpb.ts'),
  report: () => import('./commands/report.ts'),
  validate: () => import('./commands/validate.ts'),
  compare: () => import('./commands/compare.ts'),
  convert: () => import('./commands/convert.ts'),
  import: () => import('./commands/import.ts'),
  export: () => import('./commands/export.ts'),
};

/** Usage errors end in our own exit status, in sub-commands too. */
function withExitOverride(cmd: Command): Command {
  cmd.exitOverride();
  for (const sub of cmd.commands) withExitOverride(sub);
  return cmd;
}

const wanted = process.argv[2];
const names = wanted !== undefined && wanted in COMMANDS ? [wanted] : Object.keys(COMMANDS);
for (const name of names) program.addCommand(withExitOverride((await COMMANDS[name]!()).default()));

try {
  await program.parseAsync();
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) throw thrown;
  process.exitCode = thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
}
