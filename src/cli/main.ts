/** The command line: one file a command in ./commands, each a thin call into the rooms. */
import { Command, CommanderError } from 'commander';
import { BgptError, EXIT } from '../errors.ts';
import { watchReaders } from './closed-pipe.ts';
import { COMMANDS } from './commands.ts';
import { packageVersion } from './version.ts';

watchReaders();
const CODE = 'usage/invalid-option';
const json = process.argv.includes('--json');

/** What the parser refuses has our code and our exit status, in sub-commands too. */
function withOurErrors(cmd: Command): Command {
  cmd.exitOverride().configureOutput({
    // Under --json it is told below
    outputError: (text, write) => json || write(text.replace(/^error:/, `error ${CODE}:`)),
  });
  for (const sub of cmd.commands) withOurErrors(sub);
  return cmd;
}

/** The command itself where it is called or asked about; else its name, for the list. */
async function commandOf(name: string, wanted: boolean): Promise<Command> {
  const { says, load } = COMMANDS[name]!;
  const made = wanted ? (await load()).default() : new Command(name);
  return made.description(says);
}

const program = new Command('bgpt-music')
  .description('byte-level models of symbolic music: pairs, bits per byte, ABC to MIDI')
  .version(packageVersion())
  .configureHelp({ subcommandTerm: (cmd) => cmd.name() });
const [first, second] = process.argv.slice(2);
const wanted = first === 'help' ? second : first;
for (const name of Object.keys(COMMANDS)) program.addCommand(await commandOf(name, name === wanted));

try {
  await withOurErrors(program).parseAsync();
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) throw thrown;
  process.exitCode = thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
  // Help that nobody asked for is no error
  if (json && thrown.exitCode !== 0 && thrown.code !== 'commander.help') {
    const { reportFailure } = await import('./terminal.ts');
    reportFailure(new BgptError(CODE, thrown.message.replace(/^error: /, '')), true);
  }
}
