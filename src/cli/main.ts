/** The command line: one file a command in ./commands, each a thin call into the rooms. */
import { Command, CommanderError } from 'commander';
import { EXIT } from '../errors.ts';
import { COMMANDS } from './commands.ts';
import { packageVersion } from './version.ts';

const program = new Command('bgpt-music')
  .description('byte-level models of symbolic music: pairs, bits per byte, ABC to MIDI')
  .version(packageVersion())
  .configureHelp({ subcommandTerm: (cmd) => cmd.name() })
  .exitOverride();

/** Usage errors end in our own exit status, in sub-commands too. */
function withExitOverride(cmd: Command): Command {
  cmd.exitOverride();
  for (const sub of cmd.commands) withExitOverride(sub);
  return cmd;
}

/** The command itself where it is called or asked about; else its name, for the list. */
async function commandOf(name: string, wanted: boolean): Promise<Command> {
  const { says, load } = COMMANDS[name]!;
  const made = wanted ? (await load()).default() : new Command(name);
  return withExitOverride(made.description(says));
}

const [first, second] = process.argv.slice(2);
const wanted = first === 'help' ? second : first;
for (const name of Object.keys(COMMANDS)) program.addCommand(await commandOf(name, name === wanted));

try {
  await program.parseAsync();
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) throw thrown;
  process.exitCode = thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
}
