/**
 * Which programs endless pairs are made of: how long they are, and how often each operation comes. Short traces render
 * arithmetic: their operands are uniform, while in long ones half have become 0 or 255.
 */
import { BgptError } from '../../errors.ts';
import { OPERATIONS } from '../../formats/cpu/instruction-set.ts';
import { MEMORY_INSTRUCTIONS } from '../../formats/cpu/layout.ts';

export type OperationName = Exclude<(typeof OPERATIONS)[number]['name'], 'HLT'>;

/** The shape of programs that are drawn. */
export interface CpuProfile {
  /** Bounds of the number of instructions, HLT included. */
  instructions: readonly [least: number, most: number];
  /** How often an operation is drawn beside the others; 1 where none is given. */
  weights?: Readonly<Partial<Record<OperationName, number>>>;
}

/** Profiles by name. */
export const CPU_PROFILES = {
  /** Eight steps and HLT. */
  short: { instructions: [9, 9] },
  /** As the published data set has them. */
  published: { instructions: [1, 255] },
} as const satisfies Record<string, CpuProfile>;

export type CpuProfileName = keyof typeof CPU_PROFILES;

/** What can be weighted, by opcode less one. */
export const OPERATION_NAMES = OPERATIONS.slice(1).map(({ name }) => name) as OperationName[];

/** @throws BgptError usage/invalid-option where lengths or weights are none */
export function checkCpuProfile({ instructions: [least, most], weights = {} }: CpuProfile): void {
  const wrong = (message: string, hint?: string) =>
    new BgptError('usage/invalid-option', message, hint === undefined ? {} : { hint });
  if (![least, most].every(Number.isInteger) || least < 1 || most < least || most > MEMORY_INSTRUCTIONS)
    throw wrong(
      `a program of ${least} to ${most} instructions: it takes 1 to ${MEMORY_INSTRUCTIONS}, the smaller number first`,
    );
  const unknown = Object.keys(weights).find((name) => !OPERATION_NAMES.includes(name as OperationName));
  if (unknown !== undefined)
    throw wrong(
      `"${unknown}" is no operation that can be weighted`,
      `There are ${OPERATION_NAMES.join(', ')}.`,
    );
  const given = OPERATION_NAMES.map((name) => weights[name] ?? 1);
  const total = given.reduce((sum, weight) => sum + weight, 0);
  if (!given.every((weight) => weight >= 0) || !(total > 0 && total < Number.POSITIVE_INFINITY))
    throw wrong('weights are numbers of at least 0, not all of them 0');
}

/**
 * `short`, `published` or bounds such as `9-33`; behind it weights, as in `short:DIV=40:ADD=12`; several with commas.
 * @throws BgptError usage/invalid-option
 */
export function parseCpuProfiles(text: string): CpuProfile[] {
  return text.split(',').map((one) => {
    const [name = '', ...weights] = one.split(':');
    const bounds = /^(\d+)-(\d+)$/.exec(name)?.slice(1).map(Number) as [number, number] | undefined;
    const known = Object.hasOwn(CPU_PROFILES, name) ? CPU_PROFILES[name as CpuProfileName] : undefined;
    if (!bounds && !known)
      throw new BgptError('usage/invalid-option', `"${name}" is no profile of CPU programs`, {
        hint: `There are ${Object.keys(CPU_PROFILES).join(', ')}, and bounds of instructions such as 9-33.`,
      });
    const entries = weights.map((weight): [string, number] => {
      const [operation = '', value = ''] = weight.split('=');
      return [operation.toUpperCase(), value.trim() === '' ? Number.NaN : Number(value)];
    });
    const profile: CpuProfile = {
      instructions: bounds ?? known!.instructions,
      ...(entries.length > 0 ? { weights: Object.fromEntries(entries) } : {}),
    };
    checkCpuProfile(profile);
    return profile;
  });
}
