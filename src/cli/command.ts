/** How a command is made: a commander command with `--json`, whose action gets a Terminal and returns an exit status. */
import { Command } from 'commander';
import { openTerminal, reportFailure, type Terminal } from './terminal.ts';

/** A command's work. Returns an exit status (undefined means 0) or throws a BgptError. */
// biome-ignore lint/suspicious/noExplicitAny: commander hands over positional arguments and options untyped
export type Work = (terminal: Terminal, options: any, ...args: any[]) => Promise<number | undefined>;

/** @param description of a sub-command; the list of commands (commands.ts) says what the others do */
export function command(name: string, description = ''): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'print the result as one JSON object on stdout')
    .showHelpAfterError('(add --help for the options)');
}

/** Binds the work to the command: opens the terminal, maps errors to exit statuses. */
export function action(cmd: Command, work: Work): Command {
  return cmd.action(async (...all: unknown[]) => {
    const args = all.slice(0, -2);
    const options = all.at(-2) as { json?: boolean };
    const json = options.json === true;
    try {
      process.exitCode = (await work(openTerminal(json), options, ...args)) ?? 0;
    } catch (thrown) {
      process.exitCode = reportFailure(thrown, json);
    }
  });
}
