/** The names that the package's entries export, each with the place of its declaration and whether a docstring stands there. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface PublicName {
  name: string;
  file: string;
  documented: boolean;
}

/** @param entry a file of `export { … } from '…'` and `export * from '…'` */
export function publicNames(entry: string): PublicName[] {
  const text = readFileSync(entry, 'utf8');
  const all = [...text.matchAll(/^export \* from '([^']+)'/gm)].flatMap(([, from]) =>
    publicNames(join(dirname(entry), from!)),
  );
  const named = [...text.matchAll(/^export (?:type )?\{([^}]+)\} from '([^']+)'/gm)].flatMap(
    ([, list, from]) =>
      namesIn(list!).map(({ exported, local }) => ({
        ...declared(local, join(dirname(entry), from!)),
        name: exported,
      })),
  );
  return [...all, ...named];
}

function namesIn(list: string): { local: string; exported: string }[] {
  const words = list.split(',').map((word) => word.trim().replace(/^type /, ''));
  return words.filter(Boolean).map((word) => {
    const [local = '', exported = local] = word.split(' as ');
    return { local, exported };
  });
}

/** Follows a name through files that hand it on. @throws Error where it is nowhere declared */
function declared(name: string, file: string): PublicName {
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines.findIndex((line) =>
    new RegExp(`^export (async )?(function\\*?|const|class|interface|type|enum) ${name}\\b`).test(line),
  );
  if (at >= 0) return { name, file, documented: lines[at - 1]?.trimEnd().endsWith('*/') ?? false };
  const text = lines.join('\n');
  const imported = new RegExp(
    `(?:import|export) (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '([^']+)'`,
  ).exec(text);
  if (!imported) throw new Error(`${name} is not declared in ${file}`);
  return declared(name, join(dirname(file), imported[1]!));
}
