/** `bgpt-music compare A.mid B.mid`: what differs, byte by byte and note by note; exit status 1 if one cannot be read. */
import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import { type Comparison, compareMidi, type Score, type Side } from '../../formats/midi/compare-midi.ts';
import { action, command } from '../command.ts';
import { readInput } from '../read-input.ts';

export default (): Command =>
  action(
    command('compare').argument('<a>', 'the reference').argument('<b>', 'what is judged by it'),
    async (terminal, _options, a: string, b: string) => {
      const comparison = compareMidi(await readInput(a), await readInput(b));
      for (const line of report(comparison)) terminal.print(line);
      terminal.result(comparison);
      return comparison.a.code === undefined && comparison.b.code === undefined ? EXIT.done : EXIT.failed;
    },
  );

function* report({ exact, firstDifference, a, b, ...scores }: Comparison): Generator<string> {
  if (firstDifference) {
    const { offset, field } = firstDifference;
    yield `the bytes differ, first at ${offset} (${field}): ${hex(firstDifference.a)} in a, ${hex(firstDifference.b)} in b`;
  }
  if (exact) yield `the same ${a.bytes} bytes`;
  yield side('a', a);
  yield side('b', b);
  yield score('onset + pitch', scores.onsetPitch);
  yield score('onset + pitch + duration', scores.onsetPitchDuration);
}

function hex(byte: number | undefined): string {
  return byte === undefined ? 'the end' : byte.toString(16).padStart(2, '0');
}

function side(name: string, { bytes, notes, code, offset }: Side): string {
  return `${name}: ${bytes} bytes, ${code === undefined ? `${notes} notes` : `unreadable at byte ${offset} (${code})`}`;
}

function score(name: string, { precision, recall, f1 }: Score): string {
  const [p, r, f] = [precision, recall, f1].map((value) => value.toFixed(4));
  return `${name.padEnd(25)} precision ${p}  recall ${r}  F1 ${f}`;
}
