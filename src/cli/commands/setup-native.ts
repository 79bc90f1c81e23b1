/** `bgpt-music setup-native`: ONNX Runtime's native library, which no install brings, fetched with npm and tried. */
import type { Command } from 'commander';
import { setupNative } from '../../engine/onnx/setup.ts';
import { action, command } from '../command.ts';

export default function setupNativeCommand(): Command {
  const cmd = command('setup-native').option('--force', 'fetch again what is already there');
  return action(cmd, async (terminal, { force }) => {
    const setup = await setupNative({ force, signal: terminal.signal, onStage: terminal.note });
    terminal.print(`ONNX Runtime ${setup.version} runs: ${setup.gflops} GFLOP/s (${setup.folder})`);
    terminal.result(setup);
    return undefined;
  });
}
