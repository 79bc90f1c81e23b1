/** The report with abcjs's own browser script inside, so that it draws the scores without a network. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writeWhole } from '../../store/write-whole.ts';
import { conversionPage, type ReportParts } from './page.ts';

export async function writeReport(path: string, parts: ReportParts): Promise<void> {
  // the package's main file lies in dist/ or src/: its folder is found through package.json
  const folder = dirname(createRequire(import.meta.url).resolve('abcjs/package.json'));
  const script = await readFile(join(folder, 'dist/abcjs-basic-min.js'), 'utf8');
  const licence = await readFile(join(folder, 'dist/abcjs-basic-min.js.LICENSE'), 'utf8').catch(() => '');
  await writeWhole(path, conversionPage(parts, `${licence}\n${script}`));
}
