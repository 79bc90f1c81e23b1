/** Endless training pairs `cpu` > `states`: pair `index` depends on seed, index and profiles alone. */
import type { PairSource } from '../../bytes/pair-source.ts';
import type { PairBytes } from '../../bytes/sequence.ts';
import { runCpuFile } from '../../formats/cpu/cpu-file.ts';
import { randomAt } from '../../music/compose/random.ts';
import { type CpuProfile, checkCpuProfile, OPERATION_NAMES } from './cpu-profiles.ts';
import { drawProgram } from './draw-program.ts';

/** Raised whenever the same seed, index and profiles give other pairs. */
export const CPU_PAIRS_VERSION = 1;

/** Profiles take turns. The first ACC and registers are uniform. @throws BgptError usage/invalid-option */
export function cpuPairs(seed: number, ...profiles: readonly [CpuProfile, ...CpuProfile[]]): PairSource {
  const pairAt = cpuPairAt(seed, ...profiles);
  return {
    name: `version ${CPU_PAIRS_VERSION} of CPU programs of ${profiles.map(words).join(', ')} (seed ${seed})`,
    size: undefined,
    pair: async (index) => pairAt(index),
  };
}

/** The pairs of `cpuPairs` by index, at once. */
export function cpuPairAt(
  seed: number,
  ...profiles: readonly [CpuProfile, ...CpuProfile[]]
): (index: number) => PairBytes {
  profiles.forEach(checkCpuProfile);
  const choices = profiles.map(({ weights = {} }) =>
    OPERATION_NAMES.map((name, i) => [i + 1, weights[name] ?? 1] as const).filter(([, weight]) => weight > 0),
  );
  return (index) => {
    const turn = index % profiles.length;
    const random = randomAt(seed ^ CPU_STREAM, index);
    const draw = { below: (n: number) => random.int(0, n - 1) };
    const operation = () => random.weighted(choices[turn]!);
    const source = drawProgram(draw, { instructions: profiles[turn]!.instructions, operation });
    return { sourceFormat: 'cpu', targetFormat: 'states', source, target: runCpuFile(source).states };
  };
}

/** Keeps the draws apart from those of tunes of the same seed. */
const CPU_STREAM = 0xc9d1;

function words({ instructions: [least, most], weights = {} }: CpuProfile): string {
  const weighted = Object.entries(weights).map(([name, weight]) => `${name}=${weight}`);
  return [`${least} to ${most} instructions`, ...weighted].join(' ');
}
