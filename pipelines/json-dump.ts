/**
 * Any JSON dump, an array or JSON Lines, whose records hold ABC under names of their own. Copy this file and write the map:
 *
 *     bgpt-music pairs build pipelines/json-dump.ts dump.json --out DIR
 */
import { OWN_FILES_CARD } from '../src/corpus/card.ts';
import { defineRecipe, filesRecipe } from '../src/corpus/recipe.ts';
import { needsFiles } from '../src/corpus/recipe-files.ts';
import type { FieldMap } from '../src/corpus/sources/field-map.ts';

/** A record's fields as a tune; undefined for records that hold none. */
const fields: FieldMap = (record) => {
  const { abc, notation, id, tune } = record;
  const text = abc ?? notation;
  if (typeof text !== 'string') return undefined;
  return { abc: text, id: id === undefined ? undefined : String(id), group: tune ? String(tune) : undefined };
};

export default defineRecipe((files: string[]) =>
  filesRecipe(needsFiles('json-dump', files), {
    name: 'json-dump',
    // say here whether the dump may be trained on
    cards: [{ ...OWN_FILES_CARD, name: 'json-dump' }],
    fields: [fields],
  }),
);
