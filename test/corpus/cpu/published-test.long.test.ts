import { expect, test } from 'vitest';
import { publishedPrograms, TRAIN_PROGRAMS } from '../../../src/corpus/cpu/published-programs.ts';

test('the test programs stand behind all 2,100,000 training programs', () => {
  let skipped = 0;
  const programs = publishedPrograms('test', {
    onSkipped: (programs) => {
      skipped = programs;
    },
  });
  const { value } = programs.next();
  expect(value!.name).toBe('1833c6a43324354c3970f88d36f5ae2b');
  expect(value!.states.length / 16).toBe(193);
  expect(skipped).toBeGreaterThan(0.99 * TRAIN_PROGRAMS);
  // facts: 21,000 draws give 20,911 names, of 127.22 instructions in the mean
  const names = new Set([value!.name]);
  let instructions = 193;
  let drawn = 1;
  for (const { name, states } of programs) {
    names.add(name);
    instructions += states.length / 16;
    drawn++;
  }
  expect(drawn).toBe(21_000);
  expect(names.size).toBe(20_911);
  expect(instructions / drawn).toBeCloseTo(127.22, 1);
});
