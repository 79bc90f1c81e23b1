/** The version in package.json; built files lie one folder deeper than the sources. */
import { readFileSync } from 'node:fs';

const PLACES = ['../../package.json', '../../../package.json'];

export function packageVersion(): string {
  for (const place of PLACES) {
    try {
      return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')).version;
    } catch {
      // the other place
    }
  }
  return 'unknown';
}
