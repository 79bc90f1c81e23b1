/** What a build or a merge ends with: input files that broke off, or not a single pair, are told and are failures. */
import type { Manifest } from '../corpus/manifest.ts';
import { SOURCE_NAMES } from '../corpus/sources/source-of.ts';
import { EXIT } from '../errors.ts';
import type { Terminal } from './terminal.ts';

export function pairsOutcome(terminal: Terminal, { damaged, counts, sources }: Manifest): number {
  for (const { code, origin, reason } of damaged)
    terminal.note(`error source/damaged: ${origin}: ${reason} (${code})`);
  if (damaged.length > 0) return EXIT.failed;
  if (counts.pairs === 0) {
    const why =
      counts.quarantined > 0
        ? 'the quarantine says why'
        : `no tune was found in them (${sources.length} read; sources are ${SOURCE_NAMES})`;
    terminal.note(`error corpus/no-pairs: the inputs gave not a single pair; ${why}`);
    return EXIT.failed;
  }
  return EXIT.done;
}
