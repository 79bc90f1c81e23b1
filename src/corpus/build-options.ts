/** Every option of a build that the rows depend on: what a manifest repeats and a resumed build compares. */
import { PATCH_SIZE } from '../bytes/symbols.ts';
import { BgptError } from '../errors.ts';
import { RENDERER_SPEC_DEFAULTS, type RendererSpec } from './render/renderers.ts';
import { SPLIT_DEFAULTS } from './stages/split.ts';

/** Every option that the rows depend on; BUILD_DEFAULTS where the recipe and the request say nothing. */
export interface BuildSettings {
  renderer: RendererSpec;
  /** Semitones that each training tune is moved by, 0 first. */
  transpose: number[];
  /** Patches that a pair may have; undefined: any number. */
  context: number | undefined;
  /** What a patch is when they are counted. */
  patches: 'fixed' | 'aligned';
  /** Bytes in a patch when they are counted. */
  patchSize: number;
  /** Share of the tune groups that goes to `valid`. */
  validShare: number;
  splitSeed: string;
  /** Leave out tunes whose body has been seen. */
  dedupe: boolean;
  /** Rows of one shard file. */
  rowsPerFile: number;
  /** Tunes of a block: what is rendered, kept and dealt to machines at once. */
  blockTunes: number;
  /** Seconds that one tune may take. It decides nothing for a tune that ends: only those that never do reach it. */
  timeLimit: number;
}

/** What a build does where nobody says otherwise. */
export const BUILD_DEFAULTS: BuildSettings = {
  renderer: RENDERER_SPEC_DEFAULTS,
  transpose: [0],
  context: undefined,
  patches: 'fixed',
  patchSize: PATCH_SIZE,
  validShare: SPLIT_DEFAULTS.validShare,
  splitSeed: SPLIT_DEFAULTS.seed,
  dedupe: true,
  rowsPerFile: 100_000,
  blockTunes: 512,
  timeLimit: 20,
};

/** One machine of several: it renders every `count`-th block of tunes. */
export interface ShardOf {
  index: number;
  count: number;
}
export const WHOLE: ShardOf = { index: 0, count: 1 };

/** `0/4` … `3/4`: counted from 0, as Slurm arrays and Kubernetes indexed jobs count. */
export function parseShardOf(text: string): ShardOf {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || count === undefined || index >= count)
    throw new BgptError('usage/invalid-option', `--shard takes i/n with i from 0 to n-1, not "${text}"`);
  return { index, count };
}
