/** What a build or a merge ends with: input files that broke off, or not a single pair, are told and are failures. */
import type { Manifest } from '../corpus/manifest.ts';
import { EXIT } from '../errors.ts';
import type { Terminal } from './terminal.ts';

export function pairsOutcome(terminal: Terminal, { damaged, counts }: Manifest): number {
  for (const { code, origin, reason } of damaged)
    terminal.note(`error source/damaged: ${origin}: ${reason} (${code})`);
  if (damaged.length > 0) return EXIT.failed;
  if (counts.pairs === 0) {
    terminal.note('error corpus/no-pairs: the inputs gave not a single pair; the quarantine says why');
    return EXIT.failed;
  }
  return EXIT.done;
}
