/** For recipes that cannot know where their files lie. */
import { BgptError } from '../errors.ts';

export function needsFiles(recipe: string, files: string[]): string[] {
  if (files.length > 0) return files;
  throw new BgptError('usage/invalid-option', `the recipe ${recipe} needs its files`, {
    hint: `bgpt-music pairs build pipelines/${recipe}.ts FILE… --out DIR`,
  });
}
