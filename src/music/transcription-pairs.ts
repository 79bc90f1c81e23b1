/**
 * Pairs that render transcription, from ABC tunes and their renderings: canonical MIDI as users' files give it (as rendered or as
 * played, with or without key, metre and tempo), and the tune's text in house style, verified against it.
 */
import type { PairSource } from '../bytes/pair-source.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import { canonicalBytes } from './canonical-midi/canonical-bytes.ts';
import { canonicalMidi } from './canonical-midi/canonical-midi.ts';
import type { CanonicalTune } from './canonical-midi/types.ts';
import { type Random, randomAt } from './compose/random.ts';
import { inputVariant } from './input-variants.ts';
import { noteVerifier } from './transcribe/note-verifier.ts';
import { type TranscriptionTarget, transcriptionTarget } from './transcription-target.ts';

/** Changes when the pairs of a seed do. */
export const TRANSCRIPTION_VERSION = 1;

/** Share of sources with onsets 10 ms off and lengths of 90 %, of those whose notes are still the text's. */
const PLAYED = 0.25;
/** Share of stated tempos that say nothing of the tune: 120, which programs write unasked, or any. */
const OTHER_TEMPO = 0.4;
const STREAM = 0x7a5c;

/**
 * The abc>mid pairs of a source, turned into such mid>abc pairs; undefined where a tune cannot be formatted or verified. Pair
 * `index` depends on the seed and on the source's pair of that index alone.
 */
export function transcriptionPairs(seed: number, source: PairSource): PairSource {
  return {
    name: `version ${TRANSCRIPTION_VERSION} of transcriptions of ${source.name} (seed ${seed})`,
    size: source.size,
    async pair(index) {
      const pair = await source.pair(index);
      return pair && transcriptionPair(pair, randomAt(seed ^ STREAM, index));
    },
  };
}

function transcriptionPair(pair: PairBytes, random: Random): PairBytes | undefined {
  if (pair.sourceFormat !== 'abc' || pair.targetFormat !== 'mid') return undefined;
  const target = transcriptionTarget(new TextDecoder().decode(pair.source), pair.target);
  if (!target) return undefined;
  const told = toldOf(random);
  const tune = withTempo(playedTune(target, random), random);
  return {
    sourceFormat: 'mid',
    targetFormat: 'abc',
    source: canonicalBytes(tune, told),
    target: new TextEncoder().encode(target.text(told.tempo ? tune.tempo : undefined)),
  };
}

/** All of it, nothing, or some: what other programs' files state. */
function toldOf(random: Random) {
  const kind = random.int(0, 2);
  const some = () => (kind === 2 ? random.chance(0.5) : kind === 0);
  return { keys: some(), metres: some(), tempo: some() };
}

/** As played, where that leaves the notes as they are within the verifier's tolerance; what is stated stays. */
function playedTune({ midi, tune, text }: TranscriptionTarget, random: Random): CanonicalTune {
  const [isPlayed, seed] = [random.chance(PLAYED), random.int(1, 2 ** 30)];
  const variant = isPlayed ? inputVariant(midi, 'played', seed) : undefined;
  const played = variant && canonicalMidi(variant, { quantise: true });
  if (!played?.ok) return tune;
  const { notes, voices } = played.tune;
  const varied = { ...tune, notes, voices };
  return noteVerifier(varied).verify(text(undefined)).verified ? varied : tune;
}

function withTempo(tune: CanonicalTune, random: Random): CanonicalTune {
  const [isOther, isDefault, other] = [random.chance(OTHER_TEMPO), random.chance(0.5), random.int(40, 240)];
  return isOther ? { ...tune, tempo: isDefault ? 120 : other } : tune;
}
