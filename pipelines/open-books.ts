/**
 * The tunes that a shipped checkpoint may be trained on: books long in the public domain and one MIT collection, 4,163
 * tunes (../shared/data/train-open.jsonl.gz, or the file that is named).
 *
 *     bgpt-music pairs build pipelines/open-books.ts --out DIR
 *     bgpt-music pairs build pipelines/open-books.ts --transpose -5..6 --out DIR
 */
import { CARDS } from '../corpora/cards/index.ts';
import { defineRecipe, filesRecipe } from '../src/corpus/recipe.ts';

const BOOKS = ['oneill', 'ryan', 'aird', 'misc21', 'mitirish', 'litten'];

export default defineRecipe((files: string[]) =>
  filesRecipe(files.length > 0 ? files : ['../shared/data/train-open.jsonl.gz'], {
    name: 'open-books',
    cards: BOOKS.map((name) => CARDS[name]!),
    // validation has a file of its own
    options: { validShare: 0 },
  }),
);
