/** A tune's text as the bytes that the model reads: normalised as every pair it learned from was. */
import { BgptError } from '../errors.ts';
import { hasNotes } from '../music/has-notes.ts';
import { normalizeAbc } from '../music/normalize-abc.ts';
import { overLimit } from '../music/tune-limits.ts';
import { splitTunebook } from '../music/tunebook.ts';

export interface TuneSource {
  /** The normalised tune: what the renderer is given, too. */
  abc: string;
  bytes: Uint8Array;
}

/** @throws BgptError convert/no-tune where the text is no tune, or more than one; convert/asks-too-much past `TUNE_LIMITS` */
export function tuneSource(text: string): TuneSource {
  const tunes = splitTunebook(text);
  if (tunes.length > 1)
    throw new BgptError(
      'convert/no-tune',
      `the text holds ${tunes.length} tunes, one is converted at a time`,
      {
        hint: 'splitTunebook gives them one by one; the convert command takes whole tunebooks.',
      },
    );
  const abc = normalizeAbc(tunes[0]?.text ?? text);
  if (abc === '') throw new BgptError('convert/no-tune', 'the text is empty');
  // ABC 2.1, section 3.1.14: every tune says its key, and prose does not
  if (!/(?:^|\n)K:/.test(abc)) throw new BgptError('convert/no-tune', 'no K: line: the text is no ABC tune');
  if (!hasNotes(abc)) throw new BgptError('convert/no-tune', 'there is no note or rest behind the header');
  // what the reference renderer refuses is not written by a model, either
  const tooMuch = overLimit(abc);
  if (tooMuch) throw new BgptError('convert/asks-too-much', tooMuch.message);
  return { abc, bytes: new TextEncoder().encode(abc) };
}
