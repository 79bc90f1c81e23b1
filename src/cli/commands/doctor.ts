/** `bgpt-music doctor`: what is here, what each engine can use, which one a command would take, and what to do about the rest. */
import { execFile } from 'node:child_process';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { chooseEngine } from '../../engine/choose-engine.ts';
import { type DeviceReport, findDevices } from '../../engine/devices.ts';
import { findOnnxLibrary, ONNX_VERSION } from '../../engine/onnx/find-library.ts';
import { EXIT } from '../../errors.ts';
import { action, command } from '../command.ts';
import { packageVersion } from '../version.ts';

/** The first versions of each line that run ES modules from `require` without a flag, as package.json asks. */
const NODE_NEEDED = { major: 20, minor: 19 };

interface Program {
  name: string;
  found: boolean;
  /** What it says of its version, or what it is needed for. */
  says: string;
}

export default function doctorCommand(): Command {
  return action(command('doctor'), async (terminal) => {
    const node = nodeReport();
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
    const devices = await findDevices();
    const choice = await chooseEngine();
    const programs = [
      await program('abc2midi', ['-ver'], 'the second renderer; Debian: apt-get install abcmidi'),
      await program('python3', ['--version'], 'needed by setup-tensorflow alone'),
    ];
    const machine = {
      platform: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryGiB: gib(totalmem()),
      freeGiB: gib(freemem()),
    };
    const version = packageVersion();
    const onnx = findOnnxLibrary()?.version ?? ONNX_VERSION;

    terminal.print(`bgpt-music ${version}, Node ${node.version}: ${node.says}`);
    terminal.print(
      `${machine.platform}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB memory (${machine.freeGiB} free)`,
    );
    terminal.print(`ONNX Runtime ${onnx}`);
    for (const device of devices) printDevice(terminal.print, device);
    for (const { name, found, says } of programs) {
      terminal.print(`  ${found ? 'yes' : 'no '}  ${name}: ${says}`);
    }
    terminal.print(`A command takes ${choice.engine} on ${choice.device}: ${choice.reason}.`);
    terminal.result({ version, node, machine, onnxRuntime: onnx, devices, choice, programs });
    const works = node.ok && devices.some(({ usable }) => usable);
    return works ? EXIT.done : EXIT.failed;
  });
}

function nodeReport() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > NODE_NEEDED.major || (major === NODE_NEEDED.major && minor >= NODE_NEEDED.minor);
  const needed = `${NODE_NEEDED.major}.${NODE_NEEDED.minor}`;
  return { version: process.versions.node, ok, says: ok ? 'ok' : `too old, ${needed} is needed` };
}

function printDevice(print: (line: string) => void, report: DeviceReport): void {
  const { engine, device, usable, reason, hint, gflops } = report;
  const speed = gflops === undefined ? '' : ` (${gflops} GFLOP/s)`;
  print(`  ${usable ? 'yes' : 'no '}  --engine ${engine} --device ${device}: ${reason}${speed}`);
  if (hint) print(`       ${hint}`);
}

async function program(name: string, args: string[], use: string): Promise<Program> {
  try {
    const { stdout, stderr } = await promisify(execFile)(name, args, { timeout: 10_000 });
    return { name, found: true, says: (stdout || stderr).trim().split('\n')[0] ?? '' };
  } catch (thrown) {
    // a program that is there may end in failure when it is asked its version
    const { code } = thrown as { code?: string | number };
    return code === 'ENOENT' ? { name, found: false, says: use } : { name, found: true, says: 'found' };
  }
}

function gib(bytes: number): number {
  return Math.round((bytes / 2 ** 30) * 10) / 10;
}
