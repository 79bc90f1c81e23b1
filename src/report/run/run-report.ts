/** Gathers what a run's folder holds and makes its page: metrics, figures of `bpb --json`, costs of `bpb --save-costs`. */
import { join } from 'node:path';
import { BgptError } from '../../errors.ts';
import type { CostsRecord } from '../../measure/costs-file.ts';
import type { ModelConfig } from '../../model/config.ts';

/** Files whose figures the page shows, and which file it shows byte by byte. */
export interface ReportOptions {
  title?: string | undefined;
  /** What `bpb --json` printed. */
  figures?: string | undefined;
  /** What `bpb --save-costs` saved. */
  costs?: string | undefined;
  /** Id of the file that is shown byte by byte; else the one of median cost a byte. */
  file?: string | undefined;
}

/** Where files are looked for that are not named. */
export const REPORT_FILES = { metrics: 'metrics.jsonl', figures: 'bpb.json', costs: 'costs.jsonl' } as const;

/** The page as HTML, and what there was to show. */
export interface RunReport {
  page: string;
  /** What was there to show. */
  metrics: number;
  figures: boolean;
  file: string | null;
}

/** @throws BgptError io/not-found where there is nothing to show, checkpoint/…, measure/costs-corrupt */
export async function runReport(run: string, options: ReportOptions = {}): Promise<RunReport> {
  const { readMetrics } = await import('./read-metrics.ts');
  const { readFigures } = await import('./read-figures.ts');
  const metrics = await readMetrics(join(run, REPORT_FILES.metrics));
  const figures = await readFigures(options.figures ?? join(run, REPORT_FILES.figures));
  if (options.figures !== undefined && !figures) throw nothingAt(options.figures);
  const costs = await oneFile(options, join(run, REPORT_FILES.costs));
  if (metrics.length === 0 && !figures && !costs)
    throw new BgptError(
      'io/not-found',
      `${run} has no ${REPORT_FILES.metrics}, ${REPORT_FILES.figures} or ${REPORT_FILES.costs} to report on`,
      {
        hint: `\`bgpt-music bpb --checkpoint ${run} --pairs DIR --json > ${join(run, REPORT_FILES.figures)}\` makes one.`,
      },
    );
  const config = await configOf(run);
  const { reportPage } = await import('./page.ts');
  const page = reportPage({ title: options.title ?? `Report on ${run}`, config, metrics, figures, costs });
  return { page, metrics: metrics.length, figures: figures !== undefined, file: costs?.id ?? null };
}

/** A report may be made of figures alone. */
async function configOf(run: string): Promise<ModelConfig | undefined> {
  const { openCheckpoint } = await import('../../store/checkpoint.ts');
  try {
    const { config, close } = await openCheckpoint(run);
    await close();
    return config;
  } catch (thrown) {
    if (thrown instanceof BgptError && thrown.code === 'io/not-found') return undefined;
    throw thrown;
  }
}

/** The file asked for, or that of median cost; the costs of a corpus are read twice rather than kept. */
async function oneFile({ costs, file }: ReportOptions, usual: string): Promise<CostsRecord | undefined> {
  const { readCostsFile } = await import('../../measure/costs-file.ts');
  const path = costs ?? usual;
  const ranks: { id: string; bpb: number }[] = [];
  try {
    for await (const record of readCostsFile(path)) {
      if (record.id === file) return record;
      const bits = record.bits.reduce((sum, cost) => sum + cost, 0);
      ranks.push({ id: record.id, bpb: bits / Math.max(1, record.bits.length) });
    }
  } catch (thrown) {
    const absent = thrown instanceof BgptError && thrown.code === 'io/not-found';
    if (absent && costs === undefined && file === undefined) return undefined;
    throw thrown;
  }
  if (file !== undefined) throw new BgptError('usage/invalid-option', `${path} has no file "${file}"`);
  const median = ranks.sort((a, b) => a.bpb - b.bpb)[Math.floor(ranks.length / 2)];
  for await (const record of median ? readCostsFile(path) : []) if (record.id === median!.id) return record;
  return undefined;
}

function nothingAt(path: string): BgptError {
  return new BgptError('io/not-found', `cannot read ${path}`, { details: { path } });
}
