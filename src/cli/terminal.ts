/** What a command may know of the terminal: where to print, whether people watch, when to stop. */
import { BgptError, EXIT, messageOf } from '../errors.ts';
import { onReaderGone, readerIsGone } from './closed-pipe.ts';

export interface Terminal {
  /** `--json` was given: stdout carries exactly one JSON object at the end (or JSON lines where documented). */
  readonly json: boolean;
  /** A person watches stderr: progress bars are welcome. */
  readonly interactive: boolean;
  /** Aborted by the first Ctrl-C (the second one kills), and where nobody reads the output any more. */
  readonly signal: AbortSignal;
  /** A line of result for people; silent under `--json`. */
  print(line?: string): void;
  /** A line for people that is not a result (stderr). */
  note(line: string): void;
  /** The command's result as data: printed under `--json` only. */
  result(value: unknown): void;
}

export function openTerminal(json: boolean): Terminal {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    stop.abort(new BgptError('interrupted', 'interrupted'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  onReaderGone(() => stop.abort(new BgptError('interrupted', 'nobody reads the output any more')));
  return {
    json,
    interactive: process.stderr.isTTY === true && !json,
    signal: stop.signal,
    print: (line = '') => {
      if (!json) process.stdout.write(`${line}\n`);
    },
    note: (line) => void process.stderr.write(`${line}\n`),
    result: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
  };
}

/** Prints what went wrong and returns the exit status that goes with it. */
export function reportFailure(thrown: unknown, json: boolean): number {
  // it was stopped by what it could be told through
  if (readerIsGone() && thrown instanceof BgptError && thrown.code === 'interrupted') return thrown.exitCode;
  const error =
    thrown instanceof BgptError ? thrown : new BgptError('internal', messageOf(thrown), { cause: thrown });
  if (json) {
    const { code, message, hint, details } = error;
    process.stdout.write(`${JSON.stringify({ error: { code, message, hint, details } })}\n`);
  }
  process.stderr.write(`error ${error.code}: ${error.message}\n`);
  if (error.hint) process.stderr.write(`  ${error.hint}\n`);
  if (error.code === 'internal' && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
  return error.exitCode;
}
