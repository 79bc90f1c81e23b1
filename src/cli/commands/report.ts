/** `bgpt-music report RUN`: one self-contained HTML page of a run's curves and figures. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { REPORT_FILES, type ReportOptions, runReport } from '../../report/run/run-report.ts';
import { writeWhole } from '../../store/write-whole.ts';
import { action, command } from '../command.ts';

interface Flags extends ReportOptions {
  out?: string;
}

export default (): Command =>
  action(
    command('report')
      .argument('<run>', `a folder with ${REPORT_FILES.metrics}, as \`train\` writes it`)
      .option('--out <file>', 'the page (default: report.html in the folder)')
      .option('--title <text>', 'what stands above it')
      .option(
        '--figures <file>',
        `what \`bpb --json\` printed (default: ${REPORT_FILES.figures} in the folder)`,
      )
      .option(
        '--costs <file>',
        `what \`bpb --save-costs\` saved (default: ${REPORT_FILES.costs} in the folder)`,
      )
      .option('--file <id>', 'the file that is shown byte by byte (default: the one of median cost a byte)'),
    async (terminal, { out, ...options }: Flags, run: string) => {
      const { page, ...shown } = await runReport(run, options);
      const path = out ?? join(run, 'report.html');
      const { bytes } = await writeWhole(path, page);
      terminal.print(`${path}: ${(bytes / 1000).toFixed(0)} kB, ${shown.metrics} lines of metrics`);
      if (!shown.figures)
        terminal.note(
          `no figures: \`bgpt-music bpb … --json > ${join(run, REPORT_FILES.figures)}\` makes them`,
        );
      if (shown.file === null)
        terminal.note(
          `no costs: \`bgpt-music bpb … --save-costs ${join(run, REPORT_FILES.costs)}\` saves them`,
        );
      terminal.result({ path, bytes, ...shown });
      return undefined;
    },
  );
