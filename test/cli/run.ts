/** Runs the command as people do: a process of its own, its exit status and both streams. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const BIN = resolve(import.meta.dirname, '../../bin/bgpt-music.js');

export interface Run {
  child: ChildProcess;
  done: Promise<{ status: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
}

const SIGNAL_AT = pathToFileURL(resolve(import.meta.dirname, '../files/signal-at.mjs')).href;

export function start(...args: string[]): Run {
  return startIn(process.env, args);
}

/** The run gets a signal at the moment a file whose path ends so gets its name: no watcher could be too late for it. */
export function startSignalled(signal: NodeJS.Signals, at: string, ...args: string[]): Run {
  const options = `${process.env.NODE_OPTIONS ?? ''} --import ${SIGNAL_AT}`;
  return startIn({ ...process.env, NODE_OPTIONS: options, BGPT_TEST_SIGNAL_AT: `${signal} ${at}` }, args);
}

function startIn(env: NodeJS.ProcessEnv, args: string[]): Run {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  const done = new Promise<Awaited<Run['done']>>((resolve) =>
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr })),
  );
  return { child, done };
}

export function run(...args: string[]): Run['done'] {
  return start(...args).done;
}

/** Waits until a file is there (or the run is over); true if it is. */
export async function until(path: string, { child }: Run): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    if (existsSync(path)) return true;
    await sleep(5);
  }
  return existsSync(path);
}
