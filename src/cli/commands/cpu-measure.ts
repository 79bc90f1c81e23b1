/** `bgpt-music cpu measure FOLDER --states WRITTEN`: what a model wrote, beside what takes no arithmetic. */
import type { Command } from 'commander';
import { INVALID } from '../../convert/plan-outputs.ts';
import { fileIn, namesIn } from '../../corpus/cpu/cpu-folder.ts';
import { EXIT } from '../../errors.ts';
import { runCpuFile } from '../../formats/cpu/cpu-file.ts';
import { STATE_BYTES } from '../../formats/cpu/layout.ts';
import {
  addFigures,
  compareStates,
  noFigures,
  type StatesFigures,
  type Tally,
  trivialStates,
} from '../../measure/cpu-states.ts';
import { action, command } from '../command.ts';

export default (): Command =>
  action(
    command(
      'measure',
      'compare .states files with the machine: bytes, states, files, instructions by operation',
    )
      .argument('<folder>', 'of .cpu files: the programs')
      .option('--states <folder>', 'where the .states files are (default: the same folder)'),
    async (terminal, { states: beside }: { states?: string }, folder: string) => {
      let [written, givenTrueStates, freeRunning] = [noFigures(), noFigures(), noFigures()];
      const refused: { name: string; code: string; message: string; offset?: number }[] = [];
      const missing: string[] = [];
      for (const name of await namesIn(folder, 'cpu')) {
        terminal.signal.throwIfAborted();
        const cpu = (await fileIn(folder, name, 'cpu')) ?? new Uint8Array();
        const run = runCpuFile(cpu);
        if (!run.ok) {
          const { code, message, offset } = run;
          refused.push({ name, code, message, ...(offset === undefined ? {} : { offset }) });
          continue;
        }
        const file = await statesIn(beside ?? folder, name);
        if (!file) missing.push(name);
        const first = cpu.subarray(0, STATE_BYTES);
        const trivial = trivialStates(cpu, run.states);
        const compare = (states: Uint8Array, given: 'written' | 'true') =>
          compareStates(first, run.states, states, { given });
        written = addFigures(written, compare(file ?? new Uint8Array(), 'written'));
        givenTrueStates = addFigures(givenTrueStates, compare(trivial.givenTrueStates, 'true'));
        freeRunning = addFigures(freeRunning, compare(trivial.freeRunning, 'written'));
      }
      for (const { name, code, message } of refused) terminal.note(`${name}: ${message} (${code})`);
      if (missing.length > 0)
        terminal.note(`${missing.length} programs have no .states file; all of it counts as wrong`);
      for (const line of table(written, givenTrueStates, freeRunning)) terminal.print(line);
      const baselines = { givenTrueStates, freeRunning };
      terminal.result({ ...written, baselines, missing, refused });
      return refused.length === 0 && missing.length === 0 ? EXIT.done : EXIT.failed;
    },
  );

/** `convert` calls a file that has not the form of a run `NAME.states.invalid`: it counts as what it is. */
async function statesIn(folder: string, name: string): Promise<Uint8Array | undefined> {
  return (await fileIn(folder, name, 'states')) ?? (await fileIn(folder, name, `states${INVALID}`));
}

function* table(written: StatesFigures, given: StatesFigures, free: StatesFigures): Generator<string> {
  yield `${written.files} files, ${written.states.count} states after the first`;
  yield row('', 'written', 'no arithmetic,', 'no arithmetic,');
  yield row('', '', 'free-running', 'true states given');
  const line = (name: string, rate: (figures: StatesFigures) => string) =>
    row(name, ...[written, free, given].map(rate));
  yield line('bytes right', ({ bytes }) => rightShare(bytes));
  yield line('states right', ({ states }) => rightShare(states));
  yield line('files exact', ({ exact, files }) => rightShare({ count: files, wrong: files - exact }));
  yield line('fetches wrong', ({ fetches }) => wrongShare(fetches));
  yield line('instructions wrong', ({ instructions }) => wrongShare(instructions));
  for (const name of Object.keys(written.byOperation))
    yield line(`  ${name}`, ({ byOperation }) => wrongShare(byOperation[name]!));
}

function row(name: string, ...cells: string[]): string {
  return `${name.padEnd(20)}${cells.map((cell) => cell.padStart(19)).join('')}`.trimEnd();
}

function rightShare({ count, wrong }: Tally): string {
  return count === 0 ? '-' : `${((100 * (count - wrong)) / count).toFixed(4)} %`;
}

function wrongShare({ count, wrong }: Tally): string {
  return count === 0 ? '-' : `${wrong} of ${count}`;
}
