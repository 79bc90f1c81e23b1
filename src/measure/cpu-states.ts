/**
 * How much of the machine's states a model wrote. Bytes and states are compared with the true run, every byte after the
 * first state; instructions are judged one by one from the state before them, so that one mistake counts once.
 */
import { readCpuFile } from '../formats/cpu/cpu-file.ts';
import { execute } from '../formats/cpu/execute.ts';
import { OPERATIONS } from '../formats/cpu/instruction-set.ts';
import { INSTRUCTION, PC, REGISTERS, STATE_BYTES } from '../formats/cpu/layout.ts';
import { fetchNext, sameRegisters } from '../formats/cpu/machine.ts';

export interface Tally {
  count: number;
  wrong: number;
}

/** Counts over one file or many; shares are for whoever prints them. */
export interface StatesFigures {
  files: number;
  /** Files with every byte right and none too many. */
  exact: number;
  /** Bytes of the true states, PC and instruction too; a byte that was not written is wrong. */
  bytes: Tally;
  /** A state is right when its 16 bytes are. */
  states: Tally;
  /** Whether PC and instruction of a state are the ones that memory gives. */
  fetches: Tally;
  /** Whether ACC and registers are what the program's instruction makes of the state before. HLT changes nothing. */
  instructions: Tally;
  /** The same by operation; `start`: ACC and registers carried over from the first state. */
  byOperation: Record<string, Tally>;
}

export const START = 'start';

export interface CompareOptions {
  /** The state that an instruction is judged from: the written one (free-running), or the true one that was given. */
  given?: 'written' | 'true';
}

/** Figures of no file, to add to. */
export function noFigures(): StatesFigures {
  const none = (): Tally => ({ count: 0, wrong: 0 });
  const names = [START, ...OPERATIONS.slice(1).map(({ name }) => name)];
  return {
    files: 0,
    exact: 0,
    bytes: none(),
    states: none(),
    fetches: none(),
    instructions: none(),
    byOperation: Object.fromEntries(names.map((name) => [name, none()])),
  };
}

/**
 * One file.
 * @param first 16 bytes
 * @param truth the later states of the true run
 * @param written any bytes; those beyond `truth` count for `exact` alone
 */
export function compareStates(
  first: Uint8Array,
  truth: Uint8Array,
  written: Uint8Array,
  { given = 'written' }: CompareOptions = {},
): StatesFigures {
  const figures = noFigures();
  const { bytes, states, fetches, instructions, byOperation } = figures;
  const add = (tally: Tally, right: boolean) => {
    tally.count++;
    if (!right) tally.wrong++;
  };
  let trueBefore = first;
  let before = first;
  for (let at = 0; at < truth.length; at += STATE_BYTES) {
    const expected = truth.subarray(at, at + STATE_BYTES);
    const state = written.subarray(at, at + STATE_BYTES);
    for (let i = 0; i < STATE_BYTES; i++) add(bytes, state[i] === expected[i]);
    add(
      states,
      expected.every((byte, i) => state[i] === byte),
    );
    add(fetches, isFetched(state, expected));
    const right =
      state.length === STATE_BYTES && sameRegisters(state, resultOf(trueBefore, before, at === 0));
    const operation = at === 0 ? START : OPERATIONS[trueBefore[INSTRUCTION]!]!.name;
    add(byOperation[operation]!, right);
    if (at > 0) add(instructions, right);
    trueBefore = expected;
    before = given === 'true' ? expected : state;
  }
  figures.files = 1;
  figures.exact = bytes.wrong === 0 && written.length === truth.length ? 1 : 0;
  return figures;
}

function isFetched(state: Uint8Array, expected: Uint8Array): boolean {
  return (
    state[PC] === expected[PC] &&
    [0, 1, 2, 3].every((i) => state[INSTRUCTION + i] === expected[INSTRUCTION + i])
  );
}

/** The program's instruction done with the values of `before`. The first state holds no instruction. */
function resultOf(trueBefore: Uint8Array, before: Uint8Array, isFirst: boolean): Uint8Array {
  if (isFirst) return before;
  const state = new Uint8Array(before);
  state.set(trueBefore.subarray(INSTRUCTION, REGISTERS), INSTRUCTION);
  const done = execute(state);
  return done.ok ? done.state : state;
}

/** The figures of several files together. */
export function addFigures(a: StatesFigures, b: StatesFigures): StatesFigures {
  const sum = (x: Tally, y: Tally): Tally => ({ count: x.count + y.count, wrong: x.wrong + y.wrong });
  return {
    files: a.files + b.files,
    exact: a.exact + b.exact,
    bytes: sum(a.bytes, b.bytes),
    states: sum(a.states, b.states),
    fetches: sum(a.fetches, b.fetches),
    instructions: sum(a.instructions, b.instructions),
    byOperation: Object.fromEntries(
      Object.entries(a.byOperation).map(([name, tally]) => [name, sum(tally, b.byOperation[name]!)]),
    ),
  };
}

/** What is right without arithmetic: PC counts, instructions come from memory, ACC and registers stay as they are. */
export interface TrivialStates {
  /** As they are in the true state before, which is given. */
  givenTrueStates: Uint8Array;
  /** As they are in the first state, for ever. */
  freeRunning: Uint8Array;
}

/** @param cpu a legal `.cpu` file  @param truth its states */
export function trivialStates(cpu: Uint8Array, truth: Uint8Array): TrivialStates {
  const file = readCpuFile(cpu);
  const givenTrueStates = new Uint8Array(truth.length);
  const freeRunning = new Uint8Array(truth.length);
  if (!file.ok) return { givenTrueStates, freeRunning };
  let before = file.first;
  let free = file.first;
  for (let at = 0; at < truth.length; at += STATE_BYTES) {
    givenTrueStates.set(fetchNext(before, file.memory), at);
    free = fetchNext(free, file.memory);
    freeRunning.set(free, at);
    before = truth.subarray(at, at + STATE_BYTES);
  }
  return { givenTrueStates, freeRunning };
}
