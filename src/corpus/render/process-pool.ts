/**
 * Child processes that do one piece of work at a time. What goes wrong with a piece costs its process alone: a worker thread
 * that runs out of memory ends the whole program, whatever limits it was given. A process starts when there is work for it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ProcessPoolOptions {
  /** A module that answers each message with one, and calls `openSteps` to say how far it is. */
  module: URL;
  processes: number;
  heapMb: number;
}

export interface ProcessPool<In, Out> {
  /** @throws ProcessDied where the process ends before it answers, or is stopped by the signal */
  run(work: In, options: RunOptions): Promise<Out>;
  close(): Promise<void>;
}

export interface RunOptions {
  signal?: AbortSignal;
  /** Called as a process takes the work, with a way to ask how many of its steps have begun. */
  onBegin?: (steps: () => number) => void;
}

export class ProcessDied extends Error {
  /** Steps that had begun. */
  readonly steps: number;
  constructor(why: string, steps: number) {
    super(why);
    this.steps = steps;
  }
}

/**
 * Steps stand in a file without a name that both processes have open: a count outlives the process that wrote it, and writing
 * it wakes nobody (a pipe's reader woke for each tune: an eighth of the time of a build).
 */
const STEPS_FD = 4;

/** In a process of the pool: says that the n-th step of the work begins, n from 1. */
export function beginStep(n: number): void {
  writeSync(STEPS_FD, Uint32Array.of(n), 0, 4, 0);
}

interface Task<In, Out> {
  work: In;
  options: RunOptions;
  done(answer: Out): void;
  failed(error: Error): void;
}

export function openProcessPool<In extends object, Out>({
  module,
  processes,
  heapMb,
}: ProcessPoolOptions): ProcessPool<In, Out> {
  const waiting: Task<In, Out>[] = [];
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  /** What to do with what a process says, while it works. */
  const tasks = new Map<ChildProcess, Task<In, Out>>();
  const counters = new Map<ChildProcess, Counter>();
  let closing = false;

  function start(): ChildProcess {
    const counter = openCounter();
    const child = fork(fileURLToPath(module), [], {
      execArgv: [`--max-old-space-size=${heapMb}`],
      serialization: 'advanced',
      // nothing that it prints, its engine's last words included, is for anyone
      stdio: ['ignore', 'ignore', 'ignore', 'ipc', counter.fd],
    });
    all.add(child);
    counters.set(child, counter);
    child.on('message', (answer) => {
      const task = tasks.get(child);
      tasks.delete(child);
      idle.push(child);
      task?.done(answer as Out);
      next();
    });
    let broken: Error | undefined;
    child.on('error', (thrown) => {
      broken = thrown;
    });
    child.on('close', (status, signal) => {
      all.delete(child);
      const at = idle.indexOf(child);
      if (at >= 0) idle.splice(at, 1);
      const task = tasks.get(child);
      tasks.delete(child);
      task?.failed(new ProcessDied(whyItDied(broken, status, signal), counter.read()));
      counters.delete(child);
      counter.close();
      next();
    });
    return child;
  }

  function next(): void {
    while (waiting.length > 0 && !closing) {
      const child = idle.pop() ?? (all.size < processes ? start() : undefined);
      if (!child) return;
      const task = waiting.shift()!;
      tasks.set(child, task);
      const stop = () => void (tasks.get(child) === task && child.kill('SIGKILL'));
      const { signal, onBegin } = task.options;
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted) stop();
      const counter = counters.get(child)!;
      counter.reset();
      onBegin?.(() => (tasks.get(child) === task ? counter.read() : 0));
      // a process that is gone says so by its end
      child.send(task.work, () => undefined);
    }
  }

  return {
    run: (work, options) =>
      new Promise<Out>((done, failed) => {
        waiting.push({ work, options, done, failed });
        next();
      }),
    async close() {
      closing = true;
      for (const { failed } of waiting.splice(0)) failed(new ProcessDied('the pool was closed', 0));
      const ended = [...all].map((child) => new Promise((resolve) => child.once('close', resolve)));
      for (const child of all) child.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}

interface Counter {
  fd: number;
  read(): number;
  reset(): void;
  close(): void;
}

function openCounter(): Counter {
  const folder = mkdtempSync(join(tmpdir(), 'bgpt-steps-'));
  const fd = openSync(join(folder, 'steps'), 'w+');
  const clear = () => rmSync(folder, { recursive: true, force: true });
  // from here on the file is nobody's but the two processes'; where a system keeps the name of an open file, it goes at the end
  let cleared = false;
  try {
    clear();
    cleared = true;
  } catch {}
  const count = new Uint32Array(1);
  const reset = () => void writeSync(fd, Uint32Array.of(0), 0, 4, 0);
  reset();
  return {
    fd,
    reset,
    read() {
      readSync(fd, count, 0, 4, 0);
      return count[0]!;
    },
    close() {
      closeSync(fd);
      if (!cleared) clear();
    },
  };
}

function whyItDied(broken: Error | undefined, status: number | null, signal: NodeJS.Signals | null): string {
  // how the engine ends where no memory is left
  if (signal === 'SIGABRT' || status === 134) return 'its process ran out of memory';
  if (broken) return `its process could not run: ${broken.message}`;
  return signal ? `its process was ended by ${signal}` : `its process ended with status ${status}`;
}
