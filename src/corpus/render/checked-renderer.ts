/**
 * The abcjs renderer of a build. Plain tunes are written without abcjs; a fixed share of them is given to abcjs as well, and a
 * build whose bytes are not abcjs's stops. The text alone says which tunes are checked, so that shards are the same everywhere.
 */
import { BgptError } from '../../errors.ts';
import {
  abcjsRendering,
  plainRendering,
  type Rendering,
  type RenderOptions,
} from '../../music/reference-renderer.ts';
import { shortHash } from '../stages/group.ts';

/** One plain tune in so many is checked. */
export const CHECKED_ONE_IN = 50;

export function checkedRender(
  abc: string,
  options: RenderOptions,
  renderers = { plainRendering, abcjsRendering },
): Rendering {
  const plain = renderers.plainRendering(abc, options);
  if (!plain) return renderers.abcjsRendering(abc, options);
  if (isChecked(abc)) {
    const difference = differenceOf(plain, renderers.abcjsRendering(abc, options));
    if (difference) throw disagreement(abc, difference);
  }
  return plain;
}

export function isChecked(abc: string): boolean {
  return Number.parseInt(shortHash(abc).slice(0, 8), 16) % CHECKED_ONE_IN === 0;
}

function differenceOf(plain: Rendering, theirs: Rendering): string | undefined {
  // counted before rendering, a tune may seem to ask for more than it gets
  if (!theirs.ok && theirs.code === 'teacher/asks-too-much') return undefined;
  if (!plain.ok || !theirs.ok) return plain.ok === theirs.ok ? undefined : 'abcjs cannot do it';
  if (theirs.warnings.length > 0) return `abcjs warns: ${theirs.warnings[0]}`;
  const at = theirs.midi.findIndex((byte, i) => byte !== plain.midi[i]);
  if (at < 0 && plain.midi.length === theirs.midi.length) return undefined;
  return `byte ${at < 0 ? theirs.midi.length : at} of the MIDI file is another`;
}

function disagreement(abc: string, difference: string): BgptError {
  return new BgptError(
    'teacher/disagrees',
    `a tune was not written as abcjs writes it (${difference}):\n${abc}`,
    {
      hint: 'Please report the tune: no pair of this build can be trusted.',
      details: { abc, difference },
    },
  );
}
