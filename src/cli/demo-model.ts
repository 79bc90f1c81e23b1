/** The demo's second half: the shipped model converts bundled tunes, is measured on all of them, and a page shows how it did. */
import { join } from 'node:path';
import { BUNDLED } from '../../corpora/bundled/index.ts';
import { readBundled } from '../../corpora/bundled/read.ts';
import { convertTunes, type Shown, totalsOf } from '../convert/convert-tunes.ts';
import { loadModel } from '../convert/load-model.ts';
import type { PairRow } from '../corpus/pair-row.ts';
import { writeReport } from '../report/conversion/write-report.ts';
import { SHIPPED_NAME, shippedCheckpoint } from './shipped.ts';
import type { Terminal } from './terminal.ts';

/** Bundled tunes that are converted: enough to look at, few enough for any machine. */
const CONVERTED = 12;

export interface ModelDemo {
  converted: number;
  valid: number;
  exact: number;
  meanNoteF1: number | null;
  bpb: number;
  report: string;
}

export async function demoModel(
  terminal: Terminal,
  rows: readonly PairRow[],
  out: string,
): Promise<ModelDemo> {
  const every = Math.floor(BUNDLED.length / CONVERTED);
  const chosen = BUNDLED.filter((_, i) => i % every === 0).slice(0, CONVERTED);
  const tunes = await Promise.all(
    chosen.map(async ({ file, title }) => ({
      source: `${file}.abc`,
      below: `${file}.abc`,
      x: '1',
      title,
      text: await readBundled(file),
      siblings: 1,
    })),
  );
  const model = await loadModel(shippedCheckpoint());
  try {
    terminal.print(
      `4. The shipped model (checkpoints/${SHIPPED_NAME}) writes MIDI for ${tunes.length} of these texts, none of which it was trained on:`,
    );
    const shown: Shown[] = [];
    const started = performance.now();
    const conversions = await convertTunes(
      model,
      tunes,
      tunes.map(({ below }) => join(out, 'midi', below.replace(/abc$/, 'mid'))),
      {
        signal: terminal.signal,
        repair: true,
        onTune: (tune) => {
          shown.push(tune);
          const { row } = tune;
          const beside = row.exact
            ? 'exactly the renderer’s bytes'
            : `note F1 ${row.noteF1?.toFixed(3) ?? '-'}`;
          terminal.print(
            `   ${row.valid ? 'valid  ' : 'invalid'}  ${row.title.padEnd(34)} ${String(row.bytes).padStart(5)} bytes  ${beside}${row.repaired ? ', track length repaired' : ''}`,
          );
        },
      },
    );
    const totals = totalsOf(conversions, (performance.now() - started) / 1000);
    terminal.print(
      `   ${totals.valid} of ${totals.tunes} valid, mean note F1 ${totals.meanNoteF1?.toFixed(3)}, ${Math.round(totals.bytesPerSecond)} bytes a second`,
    );
    terminal.print();
    const decoder = new TextDecoder();
    const { bpb } = await model.evaluate(
      rows.map(({ source, target }) => ({ abc: decoder.decode(source), midi: target })),
    );
    terminal.print(
      `5. What it would cost to send all ${rows.length} files by it: ${bpb.toFixed(4)} bits per byte.`,
    );
    const report = join(out, 'report.html');
    await writeReport(report, {
      shown,
      rows: conversions,
      totals: { ...totals, bpb },
      checkpoint: SHIPPED_NAME,
    });
    terminal.print(`   Piano rolls, scores, and the bytes where they part: ${report}`);
    return {
      converted: totals.tunes,
      valid: totals.valid,
      exact: totals.exact,
      meanNoteF1: totals.meanNoteF1,
      bpb,
      report,
    };
  } finally {
    await model.dispose();
  }
}
