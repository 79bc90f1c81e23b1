/**
 * What every bench shares: the machine in words, alternating runs with medians, results as JSON. A figure without the
 * machine, the versions and the spread beside it is no figure.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { writeWhole } from '../src/store/write-whole.ts';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  node: string;
  /** Load of the last minute when the bench began: over 0.5, somebody else was at work. */
  load: number;
  versions: Record<string, string>;
}

export function machine(packages: readonly string[] = []): Machine {
  const version = (name: string) =>
    JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8'))
      .version;
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: Number(loadavg()[0]!.toFixed(2)),
    versions: Object.fromEntries(packages.map((name) => [name, version(name)])),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Runs the contestants in turn, so that what else the machine does falls on all alike. */
export async function alternating<T>(
  rounds: number,
  contestants: Record<string, () => Promise<T>>,
): Promise<Record<string, T[]>> {
  const results: Record<string, T[]> = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(contestants)) results[name]!.push(await run());
  return results;
}

/** Runs a bench's child module in a process of its own; its last line on stdout is JSON. */
export function child<T>(module: URL, args: readonly string[]): Promise<T> {
  const process_ = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(module), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  process_.stdout.on('data', (chunk) => {
    out += chunk;
  });
  return new Promise((resolve, reject) =>
    process_.on('close', (status) => {
      if (status === 0) resolve(JSON.parse(out.trim().split('\n').at(-1)!));
      else reject(new Error(`${module.pathname} ended with ${status}`));
    }),
  );
}

/** Prints a result and keeps it under bench/results. */
export async function publish(name: string, result: unknown): Promise<void> {
  const text = `${JSON.stringify(result, null, 2)}\n`;
  process.stdout.write(text);
  await writeWhole(fileURLToPath(new URL(`./results/${name}.json`, import.meta.url)), text);
}
