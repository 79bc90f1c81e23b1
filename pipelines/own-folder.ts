/**
 * A folder of one's own: .abc tunebooks, .abc with a .mid of the same stem (taken as the pair it is), .mid alone, and
 * archives of them. Training tunes are moved through all keys, from a fourth below to a tritone above.
 *
 *     bgpt-music pairs build pipelines/own-folder.ts my-tunes/ --out DIR
 */
import { defineRecipe, filesRecipe } from '../src/corpus/recipe.ts';
import { needsFiles } from '../src/corpus/recipe-files.ts';

export default defineRecipe((folders: string[]) =>
  filesRecipe(needsFiles('own-folder', folders), {
    name: 'own-folder',
    options: { transpose: [0, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6] },
  }),
);
