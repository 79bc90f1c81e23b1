/** `pairs build pipelines/x.ts [FILE…]` or `pairs build FILE…`: the recipe behind the arguments. */
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesRecipe, type Recipe, type RecipeMaker } from '../corpus/recipe.ts';
import type { FileGroupOptions } from '../corpus/sources/file-groups.ts';
import { BgptError, messageOf } from '../errors.ts';

const MODULE = /^\.[cm]?[jt]s$/;

/** @param asTheyAre of files named on the command line: they are taken as they are */
export async function loadRecipe(args: readonly string[], asTheyAre: FileGroupOptions = {}): Promise<Recipe> {
  const [first = '', ...rest] = args;
  if (!MODULE.test(extname(first))) return filesRecipe([...args], asTheyAre);
  let made: unknown;
  try {
    if (/ts$/.test(first)) {
      // an installed package runs built files, but recipes may still be TypeScript
      const { register } = await import('tsx/esm/api');
      register();
    }
    ({ default: made } = await import(pathToFileURL(resolve(first)).href));
    if (typeof made === 'function') made = await (made as RecipeMaker)(rest);
  } catch (thrown) {
    if (thrown instanceof BgptError) throw thrown;
    throw new BgptError('recipe/invalid', `cannot load ${first}: ${messageOf(thrown)}`, { cause: thrown });
  }
  const recipe = made as Recipe | undefined;
  if (
    !recipe ||
    typeof recipe.name !== 'string' ||
    typeof recipe.tunes !== 'function' ||
    !Array.isArray(recipe.cards)
  )
    throw new BgptError(
      'recipe/invalid',
      `${first} exports no recipe: its default export needs name, cards and tunes`,
    );
  return recipe;
}
