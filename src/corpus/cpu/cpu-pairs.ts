/**
 * Endless training pairs `cpu` > `states`: pair `index` depends on seed, index and options alone. The first ACC and
 * registers are uniform. Short traces teach arithmetic: in long ones half of the operands have become 0 or 255.
 */
import type { PairSource } from '../../bytes/pair-source.ts';
import { BgptError } from '../../errors.ts';
import { runCpuFile } from '../../formats/cpu/cpu-file.ts';
import { OPERATIONS } from '../../formats/cpu/instruction-set.ts';
import { MEMORY_INSTRUCTIONS } from '../../formats/cpu/layout.ts';
import { randomAt, type Weighted } from '../../music/compose/random.ts';
import { drawProgram } from './draw-program.ts';

/** Raised whenever the same seed, index and options give other pairs. */
export const CPU_PAIRS_VERSION = 1;

export type OperationName = Exclude<(typeof OPERATIONS)[number]['name'], 'HLT'>;

export interface CpuPairsOptions {
  /** Bounds of the number of instructions, HLT included. */
  instructions: readonly [least: number, most: number];
  /** How often an operation is drawn beside the others; 1 where none is given. */
  weights?: Readonly<Partial<Record<OperationName, number>>>;
}

export const CPU_PROFILES = {
  /** Eight steps and HLT. */
  short: { instructions: [9, 9] },
  /** As the published data set has them. */
  published: { instructions: [1, 255] },
} as const satisfies Record<string, CpuPairsOptions>;

export type CpuProfileName = keyof typeof CPU_PROFILES;

const NAMES = OPERATIONS.map(({ name }) => name);

/** @throws BgptError usage/invalid-option where lengths or weights are none */
export function cpuPairs(seed: number, options: CpuPairsOptions = CPU_PROFILES.short): PairSource {
  const choices = operationChoices(options);
  const { instructions, weights } = options;
  return {
    name: `version ${CPU_PAIRS_VERSION} of CPU programs of ${instructions.join(' to ')} instructions${weights ? `, weights ${JSON.stringify(weights)}` : ''} (seed ${seed})`,
    size: undefined,
    pair(index) {
      const random = randomAt(seed ^ CPU_STREAM, index);
      const draw = { below: (n: number) => random.int(0, n - 1) };
      const source = drawProgram(draw, { instructions, operation: () => random.weighted(choices) });
      return { sourceFormat: 'cpu', targetFormat: 'states', source, target: runCpuFile(source).states };
    },
  };
}

/** Keeps the draws apart from those of tunes of the same seed. */
const CPU_STREAM = 0xc9d1;

function operationChoices({ instructions: [least, most], weights = {} }: CpuPairsOptions): Weighted<number> {
  if (![least, most].every(Number.isInteger) || least < 1 || most < least || most > MEMORY_INSTRUCTIONS)
    throw new BgptError(
      'usage/invalid-option',
      `a program of ${least} to ${most} instructions: it takes 1 to ${MEMORY_INSTRUCTIONS}, the smaller number first`,
    );
  const unknown = Object.keys(weights).find((name) => !NAMES.slice(1).includes(name as OperationName));
  if (unknown !== undefined)
    throw new BgptError('usage/invalid-option', `"${unknown}" is no operation that can be weighted`, {
      hint: `There are ${NAMES.slice(1).join(', ')}.`,
    });
  const choices = NAMES.slice(1).map((name, i) => [i + 1, weights[name as OperationName] ?? 1] as const);
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  if (!choices.every(([, weight]) => weight >= 0) || !(total > 0 && total < Number.POSITIVE_INFINITY))
    throw new BgptError('usage/invalid-option', 'weights are numbers of at least 0, not all of them 0');
  return choices.filter(([, weight]) => weight > 0);
}
