/** A tune in another key, as text: abcjs rewrites notes, key and chord symbols. */
import abcjs from 'abcjs';
import { type Refusal, refuse } from '../bytes/refusal.ts';
import { messageOf } from '../errors.ts';
import { cleanly } from './clean-abcjs.ts';
import { silenced } from './silenced.ts';

/** abcjs spells a few tunes wrongly (about 2 in 100), so render the *result*: then text and MIDI still agree. */
export function transposeAbc(abc: string, semitones: number): { ok: true; abc: string } | Refusal {
  try {
    const moved = silenced([], () =>
      cleanly(abc, () => abcjs.strTranspose(abc, abcjs.parseOnly(abc), semitones)),
    );
    return { ok: true, abc: moved };
  } catch (thrown) {
    return refuse('transpose/threw', `abcjs: ${messageOf(thrown)}`);
  }
}
