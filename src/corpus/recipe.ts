/** A recipe: where the tunes come from, under which cards, with which options. `pipelines/` holds the published ones. */
import type { BuildSettings } from './build-options.ts';
import { type CorpusCard, OWN_FILES_CARD } from './card.ts';
import type { Source } from './entry.ts';
import type { FileGroupOptions } from './sources/file-groups.ts';
import { type FileSourceOptions, fileSources } from './sources/source-of.ts';

/** A named stream of tunes, with its cards and options: what `buildPairs` builds from. */
export interface Recipe {
  /** Stable short name: it goes into the manifest. */
  name: string;
  /** The cards of every corpus that the tunes come from. */
  cards: CorpusCard[];
  /** A stream of tunes, the same every time. */
  tunes: Source;
  /** Files behind the stream, for the progress bar and the check whether a finished folder is up to date. */
  files?: string[];
  /** How folders of files that are taken as they are are read. */
  asTheyAre?: FileGroupOptions;
  /** Whatever else the tunes depend on (a seed, a count): repeated in the manifest. */
  parameters?: Record<string, unknown>;
  /** Options that differ from the defaults; flags given on the command line go before them. */
  options?: Partial<BuildSettings>;
}

/** A recipe that needs to be told its files: `pairs build pipelines/x.ts FILE… --out DIR`. */
export type RecipeMaker = (inputs: string[]) => Recipe | Promise<Recipe>;

/** For pipeline files: gives the literal its type. */
export function defineRecipe<T extends Recipe | RecipeMaker>(recipe: T): T {
  return recipe;
}

/** The recipe of files named on the command line, or by a pipeline that adds a card and a name. */
export function filesRecipe(
  files: string[],
  {
    name = 'files',
    cards = [OWN_FILES_CARD],
    fields,
    formats,
    labelBy,
    options = {},
  }: Partial<Recipe> & FileSourceOptions = {},
): Recipe {
  return {
    name,
    cards,
    files,
    options,
    asTheyAre: { formats, labelBy },
    // what the rows depend on, beside the files themselves
    ...(formats || labelBy
      ? { parameters: { formats, labelBy: labelBy instanceof Map ? [...labelBy] : labelBy } }
      : {}),
    tunes: (watcher) => fileSources(files, watcher, { ...(fields ? { fields } : {}), formats, labelBy }),
  };
}
