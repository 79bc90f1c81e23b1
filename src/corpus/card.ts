/**
 * What is known of a corpus: where it comes from, under what terms, and whether a model may be trained on it.
 * Cards live in `corpora/`; a shard's manifest carries the card it was built under.
 */

/** Where a corpus comes from, its terms, and whether a model may be trained on it. */
export interface CorpusCard {
  /** Stable short name, kebab-case: `bundled`, `thesession`, `irishman`. */
  name: string;
  /** The corpus as its makers call it. */
  title: string;
  /** Where it can be had; null for what exists only here. */
  url: string | null;
  /** SPDX expression where there is one, else the terms in words. */
  licence: string;
  /** May a model be trained on it, by its terms? Unknown terms are `false`. */
  mayTrain: boolean;
  /** One sentence: why the line above says what it says. */
  why: string;
  /** sha256 of the file the card speaks of, where it is known and fixed. */
  sha256?: string;
  /** Size of that file in bytes, where it is known. */
  bytes?: number;
  /** Number of tunes, where it is known. */
  tunes?: number;
  /** The record's fields and what they hold, for dumps. */
  fields?: Record<string, string>;
  /** Anything else a user should know: quality, quirks, how to cite. */
  notes?: string;
}

/** The card of files nobody has described: theirs is the user's word, so training on it is the user's decision. */
export const OWN_FILES_CARD: CorpusCard = {
  name: 'own-files',
  title: "The user's own files",
  url: null,
  licence: 'not stated',
  mayTrain: true,
  why: 'The files were named by the user, who knows their terms; give `--card` for a corpus with known ones.',
};
