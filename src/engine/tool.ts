/** Runs one program to its end. A program that is not there and one that fails end in different codes. */
import { spawn } from 'node:child_process';
import { BgptError } from '../errors.ts';

export interface ToolOptions {
  /** What to do where the program is not installed. */
  hint: string;
  signal?: AbortSignal | undefined;
}

/** As much of a failed program's output as a message carries. */
const TAIL_CHARACTERS = 2000;

/**
 * Resolves to what the program wrote on stdout.
 * @throws BgptError setup/tool-missing, setup/failed (with the end of its stderr in the details), interrupted
 */
export function runTool(program: string, args: readonly string[], options: ToolOptions): Promise<string> {
  const { hint, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-TAIL_CHARACTERS);
    });
    child.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.name === 'AbortError') reject(new BgptError('interrupted', 'interrupted', { cause }));
      else reject(new BgptError('setup/tool-missing', `${program}: ${cause.message}`, { hint, cause }));
    });
    child.on('close', (status, killedBy) => {
      if (status === 0) return resolve(stdout);
      const lastLine = stderr.trim().split('\n').at(-1) ?? '';
      reject(
        new BgptError(
          'setup/failed',
          `${program} ended with ${killedBy ?? `status ${status}`}: ${lastLine}`,
          {
            details: { program, args, status, signal: killedBy, stderr },
          },
        ),
      );
    });
  });
}
