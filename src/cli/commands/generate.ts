/** `bgpt-music generate --checkpoint RUN --format FMT`: goes on with a file, or invents files. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { CONVERT_DEFAULTS as DEFAULTS } from '../../convert/convert-options.ts';
import { BgptError, EXIT } from '../../errors.ts';
import { checkFormatName, formatOfName } from '../../formats/registry.ts';
import { action, command } from '../command.ts';
import { notNegative, share, usage, wholeNumber } from '../parse-option.ts';
import { readInput } from '../read-input.ts';
import type { Terminal } from '../terminal.ts';

interface Flags {
  checkpoint: string;
  format?: string;
  prompt?: string;
  label?: string;
  count: number;
  out: string;
  guard?: boolean;
  temperature: number;
  topK: number;
  topP: number;
  seed: number;
  threads?: number;
  force?: boolean;
}

export default (): Command =>
  action(
    command('generate')
      .requiredOption('--checkpoint <folder>', 'the model')
      .option(
        '--format <format>',
        'what is written (default: what the model was trained to write)',
        usage(checkFormatName),
      )
      .option('--prompt <file>', 'bytes that the files begin with')
      .option(
        '--label <text>',
        'the label that the files stand behind: the model was trained on label>FORMAT',
      )
      .option('--count <n>', 'how many; each has a seed of its own', wholeNumber(1), 1)
      .option('--out <folder>', 'where the files go', '.')
      .option('--guard', 'only bytes that the format allows')
      .option(
        '--temperature <t>',
        '0 takes the likeliest byte, 1 draws as the model believes',
        notNegative,
        1,
      )
      .option('--top-k <n>', 'draw among the n likeliest (0: all)', wholeNumber(0), DEFAULTS.topK)
      .option('--top-p <share>', 'draw among the likeliest with this much probability', share, DEFAULTS.topP)
      .option('--seed <n>', 'of the first file; the next ones count up', wholeNumber(0), DEFAULTS.seed)
      .option('--threads <n>', 'threads of the engine', wholeNumber(1))
      .option('--force', 'write over files that are there'),
    run,
  );

async function run(terminal: Terminal, flags: Flags): Promise<number> {
  if (flags.label !== undefined && flags.prompt !== undefined)
    throw new BgptError(
      'usage/invalid-option',
      'a file goes on from --prompt or stands behind --label, not both',
    );
  const prompt = flags.prompt === undefined ? undefined : await readInput(flags.prompt);
  const { loadModel } = await import('../../convert/load-model.ts');
  const { writeOutput } = await import('../../convert/write-output.ts');
  const model = await loadModel(
    flags.checkpoint,
    flags.threads === undefined ? {} : { threads: flags.threads },
  );
  try {
    const named = flags.prompt === undefined ? undefined : formatOfName(flags.prompt);
    const format = flags.format ?? named ?? model.directions[0]!.to;
    const stem = flags.prompt === undefined ? 'generated' : basename(flags.prompt).replace(/\.[^.]*$/, '');
    const paths = Array.from({ length: flags.count }, (_, i) =>
      join(flags.out, `${stem}-${flags.seed + i}.${format}`),
    );
    const there = paths.find((path) => existsSync(path));
    if (there !== undefined && !flags.force)
      throw new BgptError('usage/output-exists', `${there} is already there; nothing was written`, {
        hint: '--force writes over it.',
      });
    const files = [];
    for (const [i, path] of paths.entries()) {
      const options = {
        guard: flags.guard === true,
        temperature: flags.temperature,
        topK: flags.topK,
        topP: flags.topP,
        seed: flags.seed + i,
        signal: terminal.signal,
      };
      const { bytes, ...about } =
        flags.label === undefined
          ? await model.generate({ format, ...(prompt ? { prompt } : {}) }, options)
          : await model.generate(
              { format: 'label', bytes: new TextEncoder().encode(flags.label) },
              { ...options, to: format },
            );
      const { verdict, ended, seconds } = about;
      const out = await writeOutput(path, bytes, about);
      const { valid, code, message } = verdict;
      files.push({ out, bytes: bytes.length, valid, code, message, ended, seed: flags.seed + i, seconds });
      const wrong = valid ? '' : `: ${message} (${code})`;
      const full = ended === 'context-full' ? ' [the context was full]' : '';
      terminal.print(`${valid ? 'valid  ' : 'invalid'}  ${out}: ${bytes.length} bytes${wrong}${full}`);
    }
    terminal.result({ format, files });
    return files.every(({ valid }) => valid) ? EXIT.done : EXIT.failed;
  } finally {
    await model.dispose();
  }
}
