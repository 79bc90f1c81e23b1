/** `bgpt-music pairs build`: flags become settings, progress becomes a bar; the work is corpus/build.ts. */
import { type Command, Option } from 'commander';
import { type BuildRequest, type BuildResult, buildPairs, workersByDefault } from '../../corpus/build.ts';
import { type BuildSettings, BUILD_DEFAULTS as DEFAULTS, parseShardOf } from '../../corpus/build-options.ts';
import type { CorpusCard } from '../../corpus/card.ts';
import { MANIFEST_FILE, QUARANTINE_FILE } from '../../corpus/manifest.ts';
import type { LabelBy } from '../../corpus/sources/file-groups.ts';
import { sizeOf } from '../../corpus/sources/source-of.ts';
import { parseTranspositions } from '../../corpus/stages/transpositions.ts';
import { BgptError, EXIT } from '../../errors.ts';
import { checkFormatName } from '../../formats/registry.ts';
import { action, command } from '../command.ts';
import { labelBy } from '../label-by.ts';
import { loadCard } from '../load-card.ts';
import { loadRecipe } from '../load-recipe.ts';
import { pairsOutcome } from '../pairs-outcome.ts';
import { share, usage, wholeNumber } from '../parse-option.ts';
import { openProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface Flags {
  out: string;
  workers?: number;
  transpose?: number[];
  /** Infinity: any length. */
  context?: number;
  patches?: BuildSettings['patches'];
  patchSize?: number;
  formats?: string[];
  labelBy?: LabelBy;
  teacher?: string;
  chords?: boolean;
  tempo?: number;
  mendStaccato?: boolean;
  valid?: number;
  split?: 'train' | 'valid';
  splitSeed?: string;
  dedupe: boolean;
  rowsPerFile?: number;
  timeLimit?: number;
  shard?: BuildRequest['shard'];
  card?: string;
  force?: boolean;
}

export default function pairsBuild(): Command {
  const cmd = command('build', 'stream tunes to checked ABC/MIDI pairs in Parquet shards')
    .argument(
      '<inputs...>',
      '.json, .jsonl, .abc, .mid, .tar.gz (also .gz), folders of them or of any other files; or a recipe and its files',
    )
    .requiredOption('--out <folder>', 'where the shards go')
    .option(
      '--formats <list>',
      'take files of these formats as they are, those of one stem together: --formats pgm,label',
      usage(formatList),
    )
    .option(
      '--label-by <how>',
      'files have labels: the name of their folder, the prefix of their name, or a table (name, label)',
      usage(labelBy),
    )
    .option('--workers <n>', `worker threads (default: ${workersByDefault()}, one a core)`, wholeNumber(1))
    .option(
      '--transpose <range>',
      'semitones that each training tune is moved by, such as -5..6',
      usage(parseTranspositions),
    )
    .option('--context <patches>', 'longest pair, in patches; "any" for no limit (default: any)', context)
    .addOption(
      new Option(
        '--patches <kind>',
        `what --context counts: as bgpt reads (fixed), or cut at notes and events as bgpt-2 does (aligned) (default: ${DEFAULTS.patches})`,
      ).choices(['fixed', 'aligned']),
    )
    .option(
      '--patch-size <n>',
      `bytes in a patch that --context counts (default: ${DEFAULTS.patchSize}; 12 in the shipped model)`,
      wholeNumber(1),
    )
    .option('--teacher <name>', `abcjs, abc2midi or a module file (default: ${DEFAULTS.renderer.name})`)
    .option('--chords', 'let the renderer accompany chord symbols')
    .option('--tempo <bpm>', "beats a minute in place of the tune's own", wholeNumber(1))
    .option('--mend-staccato', 'keep the tunes that abcjs plays invalidly for their staccato alone, repaired')
    .option('--valid <share>', `share of the tunes that is held out (default: ${DEFAULTS.validShare})`, share)
    .addOption(
      new Option('--split <name>', 'put everything in one split')
        .choices(['train', 'valid'])
        .conflicts('valid'),
    )
    .option('--split-seed <text>', `which tunes are held out (default: ${DEFAULTS.splitSeed})`)
    .option('--no-dedupe', 'keep tunes whose body has been seen')
    .option('--rows-per-file <n>', `rows of a shard file (default: ${DEFAULTS.rowsPerFile})`, wholeNumber(1))
    .option('--time-limit <seconds>', `time for one tune (default: ${DEFAULTS.timeLimit})`, wholeNumber(1))
    .option(
      '--shard <i/n>',
      'do the i-th of n shares of the work, i from 0; see pairs merge',
      usage(parseShardOf),
    )
    .option('--card <name>', 'the corpus card of the manifest: a name in corpora/cards, or a JSON file')
    .option('--force', 'replace the pairs that are in the folder');
  return action(cmd, run);
}

async function run(terminal: Terminal, flags: Flags, inputs: string[]): Promise<number> {
  const started = performance.now();
  const { formats, labelBy } = flags;
  const recipe = await loadRecipe(inputs, { formats, labelBy });
  if (flags.card) recipe.cards = [await loadCard(flags.card)];
  const total = await sizeOf(recipe.files ?? [], recipe.asTheyAre);
  const progress = await openProgress(terminal, 'pairs', total);
  const result = await buildPairs({
    recipe,
    out: flags.out,
    settings: settingsOf(flags, recipe.options),
    signal: terminal.signal,
    ...(flags.workers === undefined ? {} : { workers: flags.workers }),
    ...(flags.shard ? { shard: flags.shard } : {}),
    ...(flags.force ? { force: true } : {}),
    onProgress: ({ tunes, pairs, quarantined, bytes }) =>
      progress.update(bytes, `${tunes} tunes, ${pairs} pairs, ${quarantined} in quarantine`),
  })
    .catch((thrown) => {
      throw resumable(thrown);
    })
    .finally(() => progress.stop());
  const seconds = (performance.now() - started) / 1000;
  return report(terminal, flags, result, seconds, recipe.cards);
}

/** What was done is kept: Ctrl-C need not frighten anyone. */
function resumable(thrown: unknown): unknown {
  if (!(thrown instanceof BgptError) || thrown.code !== 'interrupted') return thrown;
  return new BgptError('interrupted', 'stopped; every finished part is kept', {
    hint: 'Run the same command again: it goes on where it was, and the shards will be the same.',
  });
}

function settingsOf(flags: Flags, recipe: Partial<BuildSettings> = {}): Partial<BuildSettings> {
  const {
    context,
    split,
    valid,
    splitSeed,
    teacher: renderer,
    chords,
    tempo,
    mendStaccato: repairStaccato,
  } = flags;
  const base = { ...DEFAULTS.renderer, ...recipe.renderer };
  const name = renderer === undefined ? base.name : rendererName(renderer);
  const settings: Partial<BuildSettings> = {
    renderer: {
      ...base,
      name,
      chords: chords ?? base.chords,
      ...(tempo === undefined ? {} : { tempo }),
      ...(repairStaccato && { repairStaccato }),
    },
  };
  if (context !== undefined) settings.context = Number.isFinite(context) ? context : undefined;
  if (split !== undefined) settings.validShare = split === 'valid' ? 1 : 0;
  if (valid !== undefined) settings.validShare = valid;
  if (splitSeed !== undefined) settings.splitSeed = splitSeed;
  if (!flags.dedupe) settings.dedupe = false;
  for (const key of ['transpose', 'patches', 'patchSize', 'rowsPerFile', 'timeLimit'] as const)
    if (flags[key] !== undefined) Object.assign(settings, { [key]: flags[key] });
  return settings;
}

function report(
  terminal: Terminal,
  { out, shard }: Flags,
  { manifest, progress, upToDate }: BuildResult,
  seconds: number,
  cards: readonly CorpusCard[],
): number {
  const { tunes, pairs, quarantined } = manifest?.counts ?? progress;
  const bytes = (key: 'sourceBytes' | 'targetBytes') =>
    manifest ? manifest.splits.train[key] + manifest.splits.valid[key] : progress[key];
  const [sourceBytes, targetBytes] = [bytes('sourceBytes'), bytes('targetBytes')];
  const byCode = manifest?.counts.byCode ?? progress.byCode;
  terminal.result({
    out,
    tunes,
    pairs,
    quarantined,
    byCode,
    sourceBytes,
    targetBytes,
    seconds,
    duplicates: manifest?.counts.duplicates ?? progress.duplicates,
    ...(manifest ? { splits: manifest.splits, files: manifest.files, damaged: manifest.damaged } : {}),
    ...(shard ? { shard } : {}),
    upToDate,
    mayTrain: cards.every((card) => card.mayTrain),
  });
  if (upToDate) terminal.print(`${out} is up to date: nothing was done`);
  terminal.print(`${tunes} tunes in ${seconds.toFixed(1)} s (${Math.round(tunes / seconds)}/s)`);
  terminal.print(`${pairs} pairs: ${megabytes(sourceBytes)} of ABC, ${megabytes(targetBytes)} of MIDI`);
  if (manifest) {
    const { train, valid } = manifest.splits;
    terminal.print(
      `  train ${train.pairs} pairs of ${train.groups} tunes, valid ${valid.pairs} of ${valid.groups}`,
    );
    if (manifest.counts.duplicates > 0)
      terminal.print(`${manifest.counts.duplicates} tunes were there before`);
  }
  if (quarantined > 0) terminal.print(`${quarantined} in quarantine (${out}/${QUARANTINE_FILE}):`);
  for (const [code, count] of Object.entries(byCode))
    terminal.print(`  ${String(count).padStart(6)}  ${code}`);
  for (const card of cards)
    if (!card.mayTrain) terminal.note(`note: ${card.title} may not be trained on: ${card.why}`);
  terminal.print(
    manifest
      ? `written: ${out}/${MANIFEST_FILE}`
      : `share ${shard!.index} of ${shard!.count} done; then: bgpt-music pairs merge`,
  );
  return manifest ? pairsOutcome(terminal, manifest) : EXIT.done;
}

/** A module file becomes its URL; a bare word is a renderer that is known. */
function rendererName(name: string): string {
  return /\.[cm]?[jt]s$/.test(name) ? new URL(name, `file://${process.cwd()}/`).href : name;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function formatList(text: string): string[] {
  return text.split(',').map(checkFormatName);
}

/** The shortest pair of two files has four patches. */
function context(text: string): number {
  return text === 'any' ? Number.POSITIVE_INFINITY : wholeNumber(4)(text);
}
