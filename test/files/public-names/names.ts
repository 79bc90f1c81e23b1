/** The header of a file, which explains no name. */

/** It is told. */
export const told = 1;

export type Untold = string;

export function hidden(): Untold {
  return '';
}
