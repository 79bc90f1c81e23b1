/** `bgpt-music train`: a bGPT learns to write the targets of pairs; checkpoints, metrics and a model card in one folder. */
import type { Command } from 'commander';
import { BgptError, EXIT } from '../../errors.ts';
import { parameterCount } from '../../model/model.ts';
import { readCheckpoint } from '../../store/checkpoint.ts';
import { folderStore } from '../../store/folder-store.ts';
import type { Metrics } from '../../train/metrics.ts';
import { resumedOptions, trainOptions } from '../../train/options.ts';
import { readRun } from '../../train/run-state.ts';
import { train } from '../../train/train.ts';
import type { TrainResult } from '../../train/train-request.ts';
import { trainWorkers } from '../../workers/train-workers.ts';
import { action, command } from '../command.ts';
import { addDirectionOptions, directionsOf } from '../direction-options.ts';
import { addEngineOptions, openAskedEngine } from '../engine-options.ts';
import { openProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { directionsOfPairs, trainingData } from '../train-data.ts';
import { addTrainOptions, lengthOf, newModel, optionsOf, type TrainFlags } from '../train-flags.ts';

export default (): Command => {
  const cmd = addDirectionOptions(addTrainOptions(command('train')), '; several, with commas, take turns');
  return action(addEngineOptions(cmd), work);
};

async function work(terminal: Terminal, flags: TrainFlags): Promise<number | undefined> {
  const store = folderStore(flags.out);
  const resume = flags.resume ? await readRun(store) : undefined;
  if (!resume && !flags.force && (await holdsRun(flags.out))) {
    throw new BgptError('usage/output-exists', `${flags.out} holds a run already`, {
      hint: 'Go on with it by --resume, or begin anew by --force.',
    });
  }
  const asked = directionsOf(flags) ?? resume?.trainer.directions;
  const begun = resume ?? (await newModel(flags));
  const { config } = begun;
  const given = resume ? lengthOf(flags) : optionsOf(flags);
  const { seed, steps, minutes, epochs } = resume
    ? resumedOptions(resume.trainer.options, given)
    : trainOptions(config, given);
  if (steps === undefined && minutes === undefined && epochs === undefined) {
    throw new BgptError('usage/invalid-option', 'how long? Give --steps, --minutes or --epochs');
  }
  const { source, valid, close } = await trainingData(flags, seed, asked);
  try {
    const directions = asked ?? resume?.directions ?? source.directions ?? (await directionsOfPairs(source));
    const model = { ...begun, directions };
    if (epochs !== undefined && source.size === undefined)
      throw new BgptError(
        'usage/invalid-option',
        '--epochs counts passes over --pairs alone, and synthetic tunes, CPU programs and remixes never end',
        { hint: 'Give --steps or --minutes.' },
      );
    const before = resume?.trainer.data;
    if (before !== undefined && before !== source.name)
      terminal.note(`not the data that the run had: ${source.name} instead of ${before}`);
    const workers = resume ? (resume.trainer.options.workers ?? 1) : flags.workers;
    const { engine, choice } = await openAskedEngine(workers > 1 ? { ...flags, threads: 1 } : flags);
    try {
      terminal.note(
        `${config.architecture}, ${(parameterCount(config) / 1e6).toFixed(2)} M parameters, on ${source.name}; ${valid.length} validation pairs`,
      );
      terminal.note(`engine ${choice.engine}, device ${choice.device}: ${choice.reason}`);
      const { products } = flags;
      const request = {
        engine,
        openWorkers: trainWorkers({
          engine: choice.engine,
          device: choice.device,
          ...(products ? { products } : {}),
        }),
        source,
        model,
        store,
        valid,
        options: given,
        signal: terminal.signal,
      };
      const result = await shown(terminal, train(request));
      if (result.tooLong > 0)
        terminal.note(
          `${result.tooLong} sequences are longer than the context of ${config.patchLength} patches and were not trained on`,
        );
      terminal.print(
        `${result.steps} steps, ${result.pairs} pairs, ${result.seconds.toFixed(0)} s${result.validBpb === null ? '' : `; validation ${result.validBpb.toFixed(4)} bits per byte`}`,
      );
      if (result.savedStep !== result.steps)
        terminal.note(
          `the loss was far above the usual at the end: ${flags.out} keeps the checkpoint of step ${result.savedStep}`,
        );
      terminal.result({ ...result, out: flags.out });
      if (result.stopped === 'done') return EXIT.done;
      terminal.note(`stopped and saved; go on with the same command and --resume`);
      return EXIT.interrupted;
    } finally {
      await engine.dispose();
    }
  } finally {
    await close();
  }
}

/** Shows a run's progress while it goes, and gives its result. */
async function shown(terminal: Terminal, run: AsyncGenerator<Metrics, TrainResult>): Promise<TrainResult> {
  const progress = await openProgress(terminal, 'train', 1000);
  try {
    for (;;) {
      const next = await run.next();
      if (next.done) return next.value;
      const m = next.value;
      progress.update(Math.round(1000 * m.done), words(m));
      if (m.validBpb !== undefined)
        terminal.note(
          `\nstep ${m.step}, ${m.pairs} pairs: validation ${m.validBpb.toFixed(4)} bits per byte`,
        );
    }
  } finally {
    progress.stop();
  }
}

async function holdsRun(dir: string): Promise<boolean> {
  return readCheckpoint(dir).then(
    () => true,
    (thrown: unknown) => !(thrown instanceof BgptError && thrown.code === 'io/not-found'),
  );
}

function words(m: Metrics): string {
  const valid = m.validBpb === undefined ? '' : `  valid ${m.validBpb.toFixed(4)}`;
  return `step ${m.step}  ${m.pairs} pairs  ${m.bpb.toFixed(4)} bits/byte${valid}  ${m.kBPerSecond.toFixed(1)} kB/s`;
}
