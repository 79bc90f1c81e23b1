/**
 * The one place where a symbol is chosen. A pure function of logits, options and the symbol's place in the output, so that
 * every way of generating (naive, cached, drafted, batched) writes the same bytes. Drawing is an argmax over logits /
 * temperature + Gumbel noise (Maddison et al. 2014), the noise a hash of seed and place: no order of calls can change it.
 */
import { BgptError } from '../errors.ts';
import { SYMBOLS } from '../model/config.ts';

export interface SamplingOptions {
  /** 0 (anything under `LEAST_TEMPERATURE`) takes the likeliest symbol; 1 draws as the model believes. */
  temperature: number;
  /** Draws among this many of the likeliest; 0: among all. */
  topK: number;
  /** Draws among the likeliest that together have this probability. */
  topP: number;
  seed: number;
}
export const SAMPLING_DEFAULTS = {
  temperature: 0,
  topK: 0,
  topP: 1,
  seed: 0,
} as const satisfies SamplingOptions;

/**
 * From here on symbols are drawn. Below, noise could only decide between logits less than 0.00003 apart, and dividing by
 * the temperature would in the end make every score infinite.
 */
export const LEAST_TEMPERATURE = 1e-6;

/** Whether symbols are drawn, rather than the likeliest taken. */
export function isDrawn({ temperature }: SamplingOptions): boolean {
  return temperature >= LEAST_TEMPERATURE;
}

/** @throws BgptError usage/invalid-option */
export function checkSampling({ temperature, topK, topP, seed }: SamplingOptions): void {
  const wrong = (name: string, value: number, takes: string) =>
    new BgptError('usage/invalid-option', `${name} ${value}: it takes ${takes}`);
  if (!(temperature >= 0 && temperature <= 100))
    throw wrong('temperature', temperature, 'a number from 0 to 100');
  if (!Number.isInteger(topK) || topK < 0) throw wrong('top-k', topK, 'a whole number of at least 0');
  if (!(topP > 0 && topP <= 1)) throw wrong('top-p', topP, 'a number over 0, at most 1');
  if (!Number.isSafeInteger(seed)) throw wrong('seed', seed, 'a whole number');
}

/** Symbols that top-k or top-p leave out stand this far below the others: chosen only where nothing else is allowed. */
const LEFT_OUT = 1e4;

export type Allowed = (symbol: number) => boolean;

/** Chooses for one patch; made anew for each, as its noise is. */
export type Choose = (logits: Float32Array, from: number, position: number, allowed?: Allowed) => number;

/** @param noise of this patch, as `patchNoise` makes it; unused at temperature 0 */
export function chooser(options: SamplingOptions, noise: Float32Array | undefined): Choose {
  if (!isDrawn(options) || !noise) return (logits, from, _, allowed) => likeliest(logits, from, allowed);
  const scores = new Float32Array(SYMBOLS);
  const sharpness = Math.fround(1 / options.temperature);
  return (logits, from, position, allowed) => {
    for (let s = 0; s < SYMBOLS; s++) scores[s] = logits[from + s]! * sharpness;
    const least = leastKept(scores, options);
    for (let s = 0; s < SYMBOLS; s++)
      scores[s] = scores[s]! + noise[position * SYMBOLS + s]! - (scores[s]! < least ? LEFT_OUT : 0);
    return likeliest(scores, 0, allowed);
  };
}

/** The first of the largest. */
function likeliest(scores: Float32Array, from: number, allowed?: Allowed): number {
  let best = -1;
  for (let s = 0; s < SYMBOLS; s++)
    if ((best < 0 || scores[from + s]! > scores[from + best]!) && (!allowed || allowed(s))) best = s;
  return best;
}

/** The smallest score that top-k, then top-p, keep. */
function leastKept(scores: Float32Array, { topK, topP }: SamplingOptions): number {
  if ((topK === 0 || topK >= SYMBOLS) && topP === 1) return -Infinity;
  const falling = Float32Array.from(scores).sort().reverse();
  const kept = topK > 0 ? Math.min(topK, SYMBOLS) : SYMBOLS;
  const most = falling[0]!;
  const shares = Array.from(falling.subarray(0, kept), (score) => Math.exp(score - most));
  const all = shares.reduce((a, b) => a + b, 0);
  let [count, sum] = [0, 0];
  while (count < kept && (count === 0 || sum < topP * all)) sum += shares[count++]!;
  return falling[count - 1]!;
}

/** Gumbel noise of a patch of the output: `[size · 257]`. */
export function patchNoise(seed: number, patch: number, size: number): Float32Array {
  const noise = new Float32Array(size * SYMBOLS);
  const start = mix(mix(seed | 0) ^ mix(Math.floor(seed / 2 ** 32) + 0x51ed) ^ mix(patch + 0x2545f));
  for (let i = 0; i < noise.length; i++) {
    // 0 < u < 1: both logarithms stay finite
    const u = ((mix(start + Math.imul(i, 0x9e3779b9)) >>> 0) + 0.5) / 2 ** 32;
    noise[i] = -Math.log(-Math.log(u));
  }
  return noise;
}

/** The finaliser of MurmurHash3, 32 bits. */
function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
