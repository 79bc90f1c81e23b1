/** Shipped checkpoints: beside the sources in a checkout, one folder further out when built. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BgptError } from '../errors.ts';
import { type Direction, directionName } from '../formats/direction.ts';

export const SHIPPED_NAME = 'tunes-6m';

const PLACES = ['../../checkpoints/', '../../../checkpoints/'];

function checkpointsFolder(): string {
  const folders = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return folders.find((folder) => existsSync(folder)) ?? folders[0]!;
}

/** The folder of the shipped model of tunes, whether or not it is there. */
export function shippedCheckpoint(): string {
  return join(checkpointsFolder(), SHIPPED_NAME);
}

/**
 * The shipped checkpoint that was trained for a direction.
 * @param direction without `to`: any that begins there
 * @throws BgptError convert/direction naming what the shipped ones do
 */
export function shippedFor({ from, to }: Partial<Direction>): string {
  const folder = checkpointsFolder();
  const known: string[] = [];
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    for (const direction of directionsIn(join(folder, name))) {
      known.push(direction);
      const [first, second] = direction.split('>');
      if (first === from && (to === undefined || second === to)) return join(folder, name);
    }
  }
  const wanted =
    to === undefined ? `converts ${from}` : `does ${directionName({ ...(from ? { from } : {}), to })}`;
  throw new BgptError('convert/direction', `no shipped model ${wanted}; they do ${known.join(', ')}`, {
    hint:
      from === 'mid'
        ? 'Name a model of your own with --checkpoint, or take --baseline rules, which needs none.'
        : 'Name a model of your own with --checkpoint.',
  });
}

/** What a checkpoint's config says, unchecked: whoever loads it checks it. None where there is no config to read. */
export function directionsIn(checkpoint: string): string[] {
  try {
    const { format, directions = ['abc>mid'] } = JSON.parse(
      readFileSync(join(checkpoint, 'config.json'), 'utf8'),
    );
    if (format === undefined || !Array.isArray(directions)) return [];
    return directions.filter((direction) => typeof direction === 'string');
  } catch {
    return [];
  }
}

/** All that the shipped checkpoints do. */
export function shippedDirections(): string[] {
  const folder = checkpointsFolder();
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.flatMap((name) => directionsIn(join(folder, name)));
}
