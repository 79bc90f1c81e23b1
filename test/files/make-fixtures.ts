/** Writes the fixtures to files: `npx tsx test/files/make-fixtures.ts`. A test keeps files and definitions equal. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureBytes, MIDI_FIXTURES } from './midi-fixtures.ts';

const folder = join(import.meta.dirname, 'midi');
mkdirSync(folder, { recursive: true });
for (const fixture of MIDI_FIXTURES)
  writeFileSync(join(folder, `${fixture.name}.mid`), fixtureBytes(fixture));
