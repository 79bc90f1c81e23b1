/** Where the shipped checkpoint lies: beside the sources in a checkout, one folder further out when built. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const SHIPPED_NAME = 'tunes-6m';

const PLACES = ['../../checkpoints/', '../../../checkpoints/'];

/** The folder, whether or not it is there. */
export function shippedCheckpoint(): string {
  const folders = PLACES.map((place) => fileURLToPath(new URL(`${place}${SHIPPED_NAME}/`, import.meta.url)));
  return folders.find((folder) => existsSync(folder)) ?? folders[0]!;
}
