/** The tune of the first view, for the others: its text, and the files that were made of it. */

export interface TuneInWork {
  abc(): string;
  /** Replaces the text and shows its view. */
  edit(abc: string): void;
  /** The model's file; undefined before a conversion, and after the text was changed. */
  midi(): Uint8Array | undefined;
  /** The reference renderer's file for the same text. */
  reference(): Uint8Array | undefined;
  /** Calls `listen` now and whenever the files change. */
  onChange(listen: () => void): void;
}
