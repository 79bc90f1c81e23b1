/**
 * The Session's dump of all settings, one JSON array (tunes.json, plain or gzipped). Settings of a tune stay in one split.
 * Its licence forbids training: the shards say so, and trainers refuse them unless told that permission is held.
 *
 *     bgpt-music pairs build pipelines/thesession.ts tunes.json --out DIR
 */
import { CARDS } from '../corpora/cards/index.ts';
import { defineRecipe, filesRecipe } from '../src/corpus/recipe.ts';
import { needsFiles } from '../src/corpus/recipe-files.ts';
import { theSessionFields } from '../src/corpus/sources/field-map.ts';

export default defineRecipe((files: string[]) =>
  filesRecipe(needsFiles('thesession', files), {
    name: 'thesession',
    cards: [CARDS.thesession!],
    fields: [theSessionFields],
  }),
);
