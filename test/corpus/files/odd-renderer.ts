/** A renderer for tests: abcjs, but some titles never end, kill their worker, or give bytes that are no MIDI. */
import { render as abcjs, type Rendering } from '../../../src/music/reference-renderer.ts';

export const version = 'odd 1';

export function render(abc: string): Rendering {
  if (abc.includes('T:never ends')) for (;;);
  if (abc.includes('T:kills its worker')) process.exit(3);
  if (abc.includes('T:no midi')) return { ok: true, midi: Uint8Array.of(1, 2, 3), warnings: [] };
  return abcjs(abc);
}
