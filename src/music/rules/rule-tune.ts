/**
 * Canonical notes as ABC by rules: key and mode by scale and final, metre and pickup by how well bars explain the notes, repeats
 * by what is played twice. The baseline that a model has to beat; every note is written as the literal writer does.
 */
import type { CanonicalTune } from '../canonical-midi/types.ts';
import { literalTune } from '../transcribe/literal-tune.ts';
import { barrings } from './barrings.ts';
import { choose } from './choose.ts';
import {
  KEY_AND_MODE_WEIGHTS,
  METRE_AND_PICKUP_WEIGHTS,
  MODE_WEIGHTS,
  PICKUP_WEIGHTS,
} from './fitted-weights.ts';
import { keys } from './keys.ts';

export function ruleTune(tune: CanonicalTune): string {
  const [stated] = tune.metres;
  const barring = choose(barrings(tune, stated), stated ? PICKUP_WEIGHTS : METRE_AND_PICKUP_WEIGHTS)!;
  const [signature] = tune.keys;
  const key = choose(keys(tune, signature?.sharps), signature ? MODE_WEIGHTS : KEY_AND_MODE_WEIGHTS)!;
  return literalTune(tune, {
    key: { sharps: key.sharps, minor: key.mode === 'm' },
    mode: key.mode,
    metre: barring.metre,
    pickup: barring.pickup,
    repeats: true,
  });
}
