/** The options by which every numeric command chooses its engine. */
import { type Command, Option } from 'commander';
import { DEVICE_NAMES, ENGINE_NAMES, type EngineRequest, openEngine } from '../engine/choose-engine.ts';
import { wholeNumber } from './parse-option.ts';

export type EngineFlags = EngineRequest;

/** Opens the engine that the options ask for. TensorFlow takes its threads and its silence from the environment alone. */
export function openAskedEngine(flags: EngineFlags): ReturnType<typeof openEngine> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (flags.threads) process.env.TF_NUM_INTRAOP_THREADS ??= String(flags.threads);
  return openEngine(flags);
}

export function addEngineOptions(cmd: Command): Command {
  return cmd
    .addOption(
      new Option('--engine <name>', 'what computes (`bgpt-music doctor` says what there is)').choices([
        ...ENGINE_NAMES,
      ]),
    )
    .addOption(new Option('--device <name>', 'where it computes').choices([...DEVICE_NAMES]))
    .option('--threads <n>', 'threads of one operation; 0: as many as cores', wholeNumber(0), 0)
    .addOption(
      new Option(
        '--products <type>',
        'type of matrix products; bfloat16 is for the tensorflow engine',
      ).choices(['float32', 'bfloat16']),
    );
}
