/** One tune of several voices: draws what the style leaves open, composes and prints. */
import { FEATURES, type Feature } from './engraving-styles.ts';
import { spellKey } from './keys.ts';
import { PART_HANDS, type PartHand, type PartHandName, type PartMetre } from './part-styles.ts';
import { composeParts, type PartScore } from './parts.ts';
import { printParts } from './print-parts.ts';
import type { Random } from './random.ts';
import { drawTitle } from './titles.ts';

export interface PartBounds {
  minBars: number;
  maxBars: number;
  features: Partial<Record<Feature, number>>;
}

export function drawParts(random: Random, name: PartHandName, { minBars, maxBars, features }: PartBounds) {
  const style: PartHand = PART_HANDS[name];
  const metre: PartMetre = random.weighted(style.metres);
  const unit = random.weighted(metre.units);
  const key = random.weighted(style.keys);
  const active = new Set<Feature>();
  for (const feature of FEATURES) {
    // What these styles never write cannot be asked of them.
    const share = style.features[feature] === undefined ? 0 : (features[feature] ?? style.features[feature]);
    if (random.chance(share)) active.add(feature);
  }
  const sizes = style.bars.filter(([bars]) => minBars <= bars && bars <= maxBars);
  const score = composeParts(random, {
    style,
    key,
    active,
    rows: metre.rows,
    barLength: metre.barLength,
    upbeat: active.has('pickup') ? random.weighted(metre.upbeats) : 0,
    bars: sizes.length > 0 ? random.weighted(sizes) : random.int(minBars, maxBars),
    phrase: random.weighted(style.phrases),
    voices: random.weighted(style.voices),
  });
  const title = drawTitle(random);
  const heading = {
    number: style.layout === 'hymn' ? '1' : String(random.int(1, 400)),
    title,
    metre,
    unit,
    tempo: active.has('tempo') ? random.weighted(style.tempos) : undefined,
    key,
    repeated: active.has('repeat'),
  };
  return {
    abc: printParts(random, style, heading, score),
    title,
    style: name,
    metre: metre.name,
    unit,
    key: spellKey(key, false),
    bars: score.bars,
    features: shown(score, active),
  };
}

/** The features that can be seen in the score. */
function shown({ voices, upbeat }: PartScore, active: ReadonlySet<Feature>): Feature[] {
  const notes = voices.flat(2);
  const found: Partial<Record<Feature, boolean>> = {
    pickup: upbeat > 0,
    repeat: active.has('repeat'),
    tempo: active.has('tempo'),
    tie: notes.some((note) => note.tied),
    slur: notes.some((note) => note.slurOpens),
    rest: notes.some((note) => note.rest),
    accidental: notes.some((note) => note.raised),
  };
  return FEATURES.filter((feature) => found[feature]);
}
