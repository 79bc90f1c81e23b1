/**
 * From the start of a process to its first byte, in turn: the library (the first bytes of a stream, processor seconds beside
 * them) and the command `convert` (the file's first byte on the disk, which is there when the whole tune is written and
 * judged; and when its first byte was made, by what `--json` says of the writing), from the checkout and built.
 */
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alternating, median } from './harness.ts';

/** Seconds that issue 5 asks for. */
export const COLD_START_BAR = 1.5;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TUNE = 'X:1\nT:Cold\nM:4/4\nL:1/8\nK:G\nGABc d2e2|d4 B4|GABc d2e2|d4 G4|\n';

type Seconds = Record<string, number>;

/** @returns medians a way, each with its least: the machine is seldom quiet */
export async function coldStart(checkpoint: string, rounds: number): Promise<Record<string, Seconds>> {
  const folder = await mkdtemp(join(tmpdir(), 'bgpt-bench-cold-'));
  try {
    const tune = join(folder, 'tune.abc');
    await writeFile(tune, TUNE);
    const sources = [process.execPath, '--import', 'tsx', join(ROOT, 'bench/convert-cold.mjs')];
    const built = [process.execPath, join(ROOT, 'bench/convert-cold.mjs')];
    const convert = (bin: string) => () => writes([process.execPath, bin], tune, checkpoint, folder);
    const ways: Record<string, () => Promise<Seconds>> = {
      libraryCheckout: () => streams([...sources, join(ROOT, 'src/convert/load-model.ts'), checkpoint]),
      commandCheckout: convert(join(ROOT, 'bin/bgpt-music.js')),
    };
    if (existsSync(join(ROOT, 'dist'))) {
      ways.libraryBuilt = () => streams([...built, join(ROOT, 'dist/src/convert/load-model.js'), checkpoint]);
      ways.commandBuilt = convert(await packaged(folder));
    }
    const runs = await alternating(rounds, ways);
    return Object.fromEntries(Object.entries(runs).map(([way, all]) => [way, summary(all)]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function summary(runs: readonly Seconds[]): Seconds {
  const all = Object.keys(runs[0]!).flatMap((key) => {
    const values = runs.map((run) => run[key]!);
    return [
      [key, median(values)],
      [`${key}Least`, Math.min(...values)],
    ] as const;
  });
  return Object.fromEntries(all.map(([key, value]) => [key, Math.round(value * 1000) / 1000]));
}

/** A package has no sources, and by that `bin/` knows to run what is built. */
async function packaged(folder: string): Promise<string> {
  const place = join(folder, 'package');
  await mkdir(place);
  for (const name of ['bin', 'package.json'])
    await cp(join(ROOT, name), join(place, name), { recursive: true });
  await symlink(join(ROOT, 'dist'), join(place, 'dist'));
  return join(place, 'bin/bgpt-music.js');
}

async function streams([command, ...args]: readonly string[]): Promise<Seconds> {
  return JSON.parse(await output(spawn(command!, args, { stdio: ['ignore', 'pipe', 'inherit'] })));
}

/** The command's file is looked at from outside: the product holds no clock for this. */
async function writes(
  [command, ...args]: readonly string[],
  tune: string,
  checkpoint: string,
  folder: string,
): Promise<Seconds> {
  const out = await mkdtemp(join(folder, 'out-'));
  const started = performance.now();
  const options = ['--checkpoint', checkpoint, '--out', join(out, 'tune.mid'), '--json'];
  const child = spawn(command!, [...args, 'convert', tune, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let written: number | undefined;
  const watcher = watch(out, async () => {
    const now = performance.now();
    if (written === undefined && (await anyBytes(out))) written ??= (now - started) / 1000;
  });
  const { files } = JSON.parse(await output(child));
  watcher.close();
  const { seconds, firstByteSeconds } = files[0];
  return { fileSeconds: written!, firstByteSeconds: written! - (seconds - firstByteSeconds) };
}

async function anyBytes(folder: string): Promise<boolean> {
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && found.size > 0) return true;
  }
  return false;
}

/** What a child prints, whatever its exit status: a tune may well come out invalid. */
async function output(child: ReturnType<typeof spawn>): Promise<string> {
  let text = '';
  child.stdout!.on('data', (chunk) => {
    text += chunk;
  });
  await new Promise((resolve) => child.on('close', resolve));
  return text;
}
