/** `bgpt-music setup-tensorflow`: the optional engine, made to run. */
import type { Command } from 'commander';
import { TENSORFLOW_SETUP_DEFAULTS as DEFAULTS, setupTensorflow } from '../../engine/tensorflow/setup.ts';
import { action, command } from '../command.ts';

export default function setupTensorflowCommand(): Command {
  const cmd = command('setup-tensorflow')
    .option('--gpu', 'the build for CUDA 12 with its libraries (5 GB) instead of the one for CPUs (0.9 GB)')
    .option('--wheel <file...>', 'wheels that are already here, instead of asking pip')
    .option('--tensorflow <version>', 'which TensorFlow pip fetches', DEFAULTS.version)
    .option('--python <program>', 'the Python whose pip is asked', DEFAULTS.python)
    .option('--compiler <program>', 'a C++17 compiler (default: c++, g++ or clang++)')
    .option('--force', 'set up again what is already there');
  return action(cmd, async (terminal, options) => {
    const { gpu, wheel, tensorflow, python, compiler, force } = options;
    const setup = await setupTensorflow({
      ...{ version: tensorflow, gpu, wheels: wheel, python, compiler, force },
      signal: terminal.signal,
      onStage: terminal.note,
    });
    terminal.print(
      `TensorFlow ${setup.version} runs on ${setup.gpu ? 'the GPU' : 'the CPU'} (${setup.packageFolder})`,
    );
    terminal.result(setup);
    return undefined;
  });
}
