/** `--label-by`: where the labels of files stand: `folder`, `prefix`, or a table of two columns, file name and label. */
import { readFileSync } from 'node:fs';
import type { LabelBy } from '../corpus/sources/file-groups.ts';
import { BgptError, messageOf } from '../errors.ts';

/** @throws BgptError usage/invalid-option naming the line that is no row of a table */
export function labelBy(text: string): LabelBy {
  if (text === 'folder' || text === 'prefix') return text;
  let table: string;
  try {
    table = readFileSync(text, 'utf8');
  } catch (thrown) {
    throw new BgptError(
      'usage/invalid-option',
      `--label-by takes folder, prefix or a table, not "${text}" (${messageOf(thrown)})`,
    );
  }
  const labels = new Map<string, string>();
  for (const [i, line] of table.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const at = line.search(/[\t,]/);
    if (at <= 0 || line.slice(at + 1).trim() === '')
      throw new BgptError(
        'usage/invalid-option',
        `${text}, line ${i + 1}: a row is a file name and a label, with a tab or a comma between`,
      );
    labels.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return labels;
}
