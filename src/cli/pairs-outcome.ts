/** What a build or a merge ends with: input files that broke off, or not a single pair, are told and are failures. */
import type { Manifest } from '../corpus/manifest.ts';
import { EXIT } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** Names that a source reads (corpus/sources/source-of.ts). */
const KNOWN_NAMES = '.json, .jsonl, .abc, .mid, .tar.gz';

export function pairsOutcome(terminal: Terminal, { damaged, counts, sources }: Manifest): number {
  for (const { code, origin, reason } of damaged)
    terminal.note(`error source/damaged: ${origin}: ${reason} (${code})`);
  if (damaged.length > 0) return EXIT.failed;
  if (counts.pairs === 0) {
    const why =
      counts.quarantined > 0
        ? 'the quarantine says why'
        : sources.length > 0
          ? `${sources.length} files were read, and no tune was in them`
          : `no file of a known name is among them (${KNOWN_NAMES})`;
    terminal.note(`error corpus/no-pairs: the inputs gave not a single pair; ${why}`);
    return EXIT.failed;
  }
  return EXIT.done;
}
