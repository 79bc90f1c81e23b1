/** `bgpt-music demo`: the whole way on the bundled tunes, in seconds, on any machine. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import bundled from '../../../pipelines/bundled.ts';
import { buildPairs } from '../../corpus/build.ts';
import { inspectPair } from '../../corpus/inspect-pair.ts';
import type { Manifest } from '../../corpus/manifest.ts';
import type { PairRow } from '../../corpus/pair-row.ts';
import { readPairs } from '../../corpus/read-pairs.ts';
import { EXIT } from '../../errors.ts';
import { validateMidi } from '../../formats/midi/validate-midi.ts';
import { action, command } from '../command.ts';
import { demoModel } from '../demo-model.ts';
import { shippedCheckpoint } from '../shipped.ts';
import type { Terminal } from '../terminal.ts';

const OUT = 'out/demo';

export default (): Command =>
  action(
    command('demo').option(
      '--out <folder>',
      'where shards, MIDI files and the report go; what is there is replaced',
      OUT,
    ),
    (terminal, { out }: { out: string }) => demo(terminal, out),
  );

/** Patches of each half that are shown: the beginnings tell enough. */
const SHOWN = 8;

async function demo(terminal: Terminal, folder: string): Promise<number> {
  const started = performance.now();
  terminal.print(
    '1. Pairs: every bundled tune is rendered to MIDI by abcjs, checked, and written to Parquet shards.',
  );
  const pairs = join(folder, 'pairs');
  const recipe = await bundled();
  const { manifest } = await buildPairs({ recipe, out: pairs, force: true, signal: terminal.signal });
  const { counts, files } = manifest as Manifest;
  terminal.print(`   ${counts.tunes} tunes, ${counts.pairs} pairs, ${counts.quarantined} in quarantine`);
  for (const { file, rows, bytes } of files) terminal.print(`   ${file}: ${rows} pairs, ${bytes} bytes`);

  const rows: PairRow[] = [];
  for (const split of ['train', 'valid'] as const)
    for await (const row of readPairs(pairs, split)) rows.push(row);
  terminal.print();
  terminal.print(
    `2. A pair as the model reads it: ${rows[0]!.title}, patches of 16 bytes (… where they go on).`,
  );
  const patches = inspectPair(rows[0]!);
  for (const half of ['source', 'target']) {
    const shown = patches.filter(({ part }) => part.startsWith(half)).slice(0, SHOWN);
    for (const { hex, meaning } of shown) terminal.print(`   ${hex.padEnd(48)} ${meaning}`);
    terminal.print('   …');
  }

  terminal.print();
  const verdicts = rows.map(({ target }) => validateMidi(target));
  const valid = verdicts.filter((verdict) => verdict.valid).length;
  terminal.print(`3. Validity: ${valid} of ${rows.length} MIDI files in the shards pass all checks:`);
  terminal.print(`   ${verdicts[0]!.checks.map(({ check }) => check).join(' → ')}`);
  terminal.print();
  const model = existsSync(shippedCheckpoint()) ? await demoModel(terminal, rows, folder) : undefined;
  const seconds = (performance.now() - started) / 1000;
  terminal.print();
  terminal.print(
    `Done in ${seconds.toFixed(1)} s. Next: npx bgpt-music convert YOUR-TUNE.abc (docs/convert.md), or pairs build YOUR-TUNES --out DIR (docs/pairs.md)`,
  );
  const done = counts.pairs > 0 && valid === rows.length;
  terminal.result({ ...counts, valid, files, seconds, ...(model ? { model } : {}) });
  return done ? EXIT.done : EXIT.failed;
}
