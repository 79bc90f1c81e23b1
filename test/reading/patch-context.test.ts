/** Hazard: a text of many notes a patch, as an untrained model writes it, counts past the positions that there are. */
import { expect, test } from 'vitest';
import { extensionPatch } from '../../src/bytes/patches.ts';
import { PatchContext } from '../../src/reading/patch-context.ts';
import { NANO } from '../convert/nano.ts';

test('landmarks stay within the positions of the context', () => {
  const config = NANO['bgpt-2'];
  const context = new PatchContext(0, config);
  context.at(0, extensionPatch('abc'));
  const notes = Uint16Array.from({ length: 16 }, () => 'c'.charCodeAt(0));
  const landmarks = Array.from({ length: 6 }, (_, i) => context.at(i + 1, notes).landmark);
  expect(landmarks).toEqual([16, 31, 31, 31, 31, 31]);
});
