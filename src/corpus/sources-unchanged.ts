/** Whether a recipe's files still hold what a manifest says they held. */
import { stat } from 'node:fs/promises';
import { sha256OfFile } from '../store/sha256.ts';
import type { Manifest } from './manifest.ts';
import type { Recipe } from './recipe.ts';
import { filesRead } from './sources/source-of.ts';

export async function sourcesUnchanged(recipe: Recipe, sources: Manifest['sources']): Promise<boolean> {
  const files: string[] = [];
  for (const path of recipe.files ?? []) {
    const found = await stat(path).catch(() => undefined);
    if (!found) return false;
    if (found.isDirectory()) files.push(...(await filesRead(path, recipe.asTheyAre)));
    else files.push(path);
  }
  const known = new Map(sources.map((source) => [source.name, source]));
  if (new Set(files).size !== known.size) return false;
  for (const file of new Set(files)) {
    const source = known.get(file);
    if (!source || (await stat(file)).size !== source.bytes) return false;
    if ((await sha256OfFile(file)) !== source.sha256) return false;
  }
  return true;
}
