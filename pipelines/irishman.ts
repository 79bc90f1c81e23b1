/**
 * IrishMAN, the corpus of the published figures, from its own JSON files:
 *
 *     bgpt-music pairs build pipelines/irishman.ts train.json --split train --out DIR
 *     bgpt-music pairs build pipelines/irishman.ts validation.json --split valid --teacher abc2midi --chords --out DIR
 */
import { CARDS } from '../corpora/cards/index.ts';
import { defineRecipe, filesRecipe } from '../src/corpus/recipe.ts';
import { needsFiles } from '../src/corpus/recipe-files.ts';
import { irishManFields } from '../src/corpus/sources/field-map.ts';

export default defineRecipe((files: string[]) =>
  filesRecipe(needsFiles('irishman', files), {
    name: 'irishman',
    cards: [CARDS.irishman!],
    fields: [irishManFields],
  }),
);
