import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patchBytes, unpatch } from '../../../src/bytes/patches.ts';
import { runCpuFile } from '../../../src/formats/cpu/cpu-file.ts';
import { cpuFormat, statesFormat } from '../../../src/formats/cpu/index.ts';
import { CPU_FILE_BYTES, STATE_BYTES } from '../../../src/formats/cpu/layout.ts';
import type { Format } from '../../../src/formats/format.ts';
import { formatNamed } from '../../../src/formats/registry.ts';
import { BY_HAND, cpuOf, laterStates } from './fixture.ts';

const anyBytes = fc.uint8Array({ maxLength: 1100 });
const anySize = fc.integer({ min: 1, max: 24 });

function patchesOf({ cut }: Format, bytes: Uint8Array, size = 16): Uint8Array[] {
  const { lengths } = patchBytes(bytes, { size, cuts: cut!(bytes, size) });
  let end = 0;
  return Array.from(lengths, (length) => {
    end += length;
    return bytes.subarray(end - length, end);
  });
}

/** The landmark behind each patch. */
function landmarksOf({ landmarks }: Format, patches: readonly Uint8Array[]): number[] {
  let state = landmarks!.start();
  return patches.map((patch) => {
    state = landmarks!.next(state, patch);
    return landmarks!.value(state);
  });
}

test('both formats are known by name', () => {
  expect(formatNamed('cpu')).toBe(cpuFormat);
  expect(formatNamed('states')).toBe(statesFormat);
});

describe('patches', () => {
  test('the first state, one instruction each to HLT, sixteen zeros each behind it', () => {
    const lengths = patchesOf(cpuFormat, cpuOf(BY_HAND)).map(({ length }) => length);
    // 1,024 - 12 bytes of zeros are 63 patches of 16 and one of 4
    expect(lengths).toEqual([16, 4, 4, 4, ...Array(63).fill(16), 4]);
  });

  test('one state each', () => {
    expect(patchesOf(statesFormat, laterStates(BY_HAND)).map(({ length }) => length)).toEqual([16, 16, 16]);
  });

  test('smaller patches: a state begins a patch and goes on, an instruction is never torn from 4 on', () => {
    const cpu = patchesOf(cpuFormat, cpuOf(BY_HAND), 12).map(({ length }) => length);
    expect(cpu.slice(0, 6)).toEqual([12, 4, 4, 4, 4, 12]);
    expect(patchesOf(statesFormat, laterStates(BY_HAND), 12).map(({ length }) => length)).toEqual([
      12, 4, 12, 4, 12, 4,
    ]);
  });

  test.each([cpuFormat, statesFormat])('$name: any bytes in any patch size come back', (format) => {
    fc.assert(
      fc.property(anyBytes, anySize, (bytes, size) => {
        const cuts = format.cut!(bytes, size);
        expect([...cuts]).toEqual([...new Set(cuts)].sort((a, b) => a - b));
        expect(cuts.every((cut) => cut > 0 && cut < bytes.length)).toBe(true);
        expect(unpatch(patchBytes(bytes, { size, cuts }).symbols, size)).toEqual(bytes);
      }),
    );
  });
});

describe('landmarks', () => {
  /** The number of the first patch that holds each instruction, and the number of each state, by patch size. */
  const numbers = (size: number) => {
    const cpu = cpuOf(BY_HAND);
    const patches = patchesOf(cpuFormat, cpu, size);
    const states = patchesOf(statesFormat, laterStates(BY_HAND), size);
    return { cpu: landmarksOf(cpuFormat, patches), states: landmarksOf(statesFormat, states) };
  };

  test('an instruction and the state that fetched it bear the same number', () => {
    const { cpu, states } = numbers(16);
    expect(cpu.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(states).toEqual([1, 2, 3]);
  });

  test('nothing counts behind HLT', () => {
    expect(new Set(numbers(16).cpu.slice(3))).toEqual(new Set([3]));
  });

  test('also where a state is cut in two', () => {
    const { cpu, states } = numbers(12);
    expect(cpu.slice(0, 6)).toEqual([0, 0, 1, 2, 3, 3]);
    expect(states).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test.each([cpuFormat, statesFormat])(
    '$name: however bytes are cut, the count at their end is the same',
    (format) => {
      fc.assert(
        fc.property(anyBytes, anySize, anySize, (bytes, one, other) => {
          const fixed = (size: number) =>
            landmarksOf(format, patchesOf({ name: 'x', cut: () => [] }, bytes, size)).at(-1);
          expect(fixed(one)).toBe(fixed(other));
        }),
      );
    },
  );

  test('a state of the fold that was used once can be used again', () => {
    const { landmarks } = cpuFormat;
    const before = landmarks!.next(landmarks!.start(), new Uint8Array(16));
    landmarks!.next(before, Uint8Array.of(0));
    expect(landmarks!.value(landmarks!.next(before, Uint8Array.of(1, 0, 0, 0)))).toBe(1);
    expect(landmarks!.value(before)).toBe(0);
  });
});

describe('fields', () => {
  const named = ({ fields }: Format, bytes: Uint8Array) =>
    Array.from(fields!.label(bytes), (label) => fields!.names[label]);

  test('of states', () => {
    expect(named(statesFormat, laterStates(BY_HAND)).slice(14, 23)).toEqual([
      'I',
      'J',
      'PC',
      'ACC',
      'op',
      'a1',
      'a2',
      'a3',
      'A',
    ]);
  });

  test('of a program: instructions to HLT, then what is never fetched', () => {
    const names = named(cpuFormat, cpuOf(BY_HAND));
    expect(names.slice(0, 3)).toEqual(['PC', 'ACC', 'op']);
    expect(names.slice(16, 29)).toEqual([...Array(3).fill(['op', 'a1', 'a2', 'a3']).flat(), 'behind HLT']);
  });

  test.each([cpuFormat, statesFormat])('$name: any bytes have names', (format) => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(named(format, bytes)).toHaveLength(bytes.length);
        expect(named(format, bytes).every((name) => name !== undefined)).toBe(true);
      }),
    );
  });
});

describe('checks', () => {
  const states = laterStates(BY_HAND);
  const withByte = (at: number, value: number) => {
    const changed = states.slice();
    changed[at] = value;
    return changed;
  };

  test('a program and its run are valid', async () => {
    expect(await cpuFormat.check!(cpuOf(BY_HAND))).toEqual({ valid: true });
    expect(await statesFormat.check!(states)).toEqual({ valid: true });
  });

  test.each([0, 1])('%d bytes are neither', async (length) => {
    const bytes = new Uint8Array(length);
    expect(await cpuFormat.check!(bytes)).toMatchObject({ valid: false, code: 'cpu/memory-size' });
    expect(await statesFormat.check!(bytes)).toMatchObject({ valid: false, code: 'cpu/states-size' });
  });

  test('the verdict on a program is the machine’s', async () => {
    const cpu = cpuOf({ memory: '15', states: BY_HAND.states });
    expect(await cpuFormat.check!(cpu)).toMatchObject({ valid: false, code: 'cpu/opcode', offset: 16 });
  });

  test.each([
    ['a PC that does not count up', withByte(16, 9), { code: 'cpu/pc', offset: 16 }],
    ['an opcode above 20', withByte(2, 21), { code: 'cpu/opcode', offset: 2 }],
    ['a register above 10', withByte(19, 11), { code: 'cpu/register', offset: 19 }],
    ['an end without HLT', states.slice(0, 32), { code: 'cpu/no-halt', offset: 18 }],
    [
      'a state too many',
      Uint8Array.of(...states, ...states.subarray(32)),
      { code: 'cpu/behind-halt', offset: 48 },
    ],
    ['half a state', states.slice(0, 40), { code: 'cpu/states-size', offset: 40 }],
  ])('%s is found where it is', async (_, bytes, verdict) => {
    expect(await statesFormat.check!(bytes)).toMatchObject({ valid: false, ...verdict });
  });

  test('wrong values are no matter of form: whoever converts writes the file under its name', async () => {
    expect(await statesFormat.check!(withByte(33, 0xfe))).toEqual({ valid: true });
    expect(await statesFormat.check!(withByte(31, 0))).toEqual({ valid: true });
  });

  test('what the machine wrote of any legal program is valid, 256 instructions too', async () => {
    const instruction = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(10), fc.nat(10), fc.nat(10));
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 11, maxLength: 11 }),
        fc.array(instruction, { minLength: 0, maxLength: 255 }),
        async (values, program) => {
          const cpu = new Uint8Array(CPU_FILE_BYTES);
          cpu.set([0, values[0]!, 0, 0, 0, 0, ...values.subarray(1)]);
          cpu.set(program.flat(), STATE_BYTES);
          const run = runCpuFile(cpu);
          expect(run.ok).toBe(true);
          expect(await statesFormat.check!(run.states)).toEqual({ valid: true });
          expect((await statesFormat.check!(run.states.subarray(STATE_BYTES))).valid).toBe(false);
        },
      ),
    );
  });

  test('every byte of memory may be hostile: the checks answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 1056 }), async (bytes) => {
        expect(typeof (await cpuFormat.check!(bytes)).valid).toBe('boolean');
        expect(typeof (await statesFormat.check!(bytes)).valid).toBe('boolean');
      }),
    );
  });
});
