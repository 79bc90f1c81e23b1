/** `bgpt-music validate FILE…`: the verdict on each MIDI file; exit status 1 if any is invalid. */
import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import { CHECKS, type Verdict, validateMidi } from '../../formats/midi/validate-midi.ts';
import { action, command } from '../command.ts';
import { readInput } from '../read-input.ts';

export default (): Command =>
  action(
    command('validate')
      .addHelpText('after', `\nRungs: ${CHECKS.join(', ')}`)
      .argument('<file...>', 'MIDI files; - reads standard input'),
    async (terminal, _options, files: string[]) => {
      const results: (Verdict & { file: string })[] = [];
      for (const file of files) {
        terminal.signal.throwIfAborted();
        const verdict = validateMidi(await readInput(file));
        results.push({ file, ...verdict });
        terminal.print(line(file, verdict));
      }
      const valid = results.filter((result) => result.valid).length;
      if (files.length > 1) terminal.print(`${valid} of ${files.length} files valid`);
      terminal.result({ files: results, valid, invalid: files.length - valid });
      return valid === files.length ? EXIT.done : EXIT.failed;
    },
  );

function line(file: string, { valid, check, code, offset, message, notes }: Verdict): string {
  if (valid) return `valid    ${file}: ${notes} notes`;
  const place = offset === undefined ? '' : ` at byte ${offset}`;
  return `invalid  ${file}: breaks "${check}"${place}: ${message} (${code})`;
}
