/**
 * Child processes that do one piece of work at a time. What goes wrong with a piece costs its process alone: a worker thread
 * that runs out of memory ends the whole program, whatever limits it was given. A process starts when there is work for it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ProcessPoolOptions {
  /** A module that answers each message with one, and writes a byte to `PROGRESS_FD` for each step of its work. */
  module: URL;
  processes: number;
  heapMb: number;
}

export interface ProcessPool<In, Out> {
  /** @throws ProcessDied where the process ends before it answers, or is stopped by the signal */
  run(work: In, options: { onStep?: () => void; signal?: AbortSignal }): Promise<Out>;
  close(): Promise<void>;
}

export class ProcessDied extends Error {}

/** A pipe beside the messages: what was written before a process died arrives, and costs nearly nothing. */
export const PROGRESS_FD = 4;

interface Task<In, Out> {
  work: In;
  onStep: (() => void) | undefined;
  signal: AbortSignal | undefined;
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
  let closing = false;

  function start(): ChildProcess {
    const child = fork(fileURLToPath(module), [], {
      execArgv: [`--max-old-space-size=${heapMb}`],
      serialization: 'advanced',
      // nothing that it prints, its engine's last words included, is for anyone
      stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
    });
    all.add(child);
    child.stdio[PROGRESS_FD]!.on('data', (steps: Uint8Array) => {
      for (let i = 0; i < steps.length; i++) tasks.get(child)?.onStep?.();
    });
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
    // all that it wrote has been read by now
    child.on('close', (status, signal) => {
      all.delete(child);
      const at = idle.indexOf(child);
      if (at >= 0) idle.splice(at, 1);
      const task = tasks.get(child);
      tasks.delete(child);
      task?.failed(new ProcessDied(whyItDied(broken, status, signal)));
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
      task.signal?.addEventListener('abort', stop, { once: true });
      if (task.signal?.aborted) stop();
      // a process that is gone says so by its end
      child.send(task.work, () => undefined);
    }
  }

  return {
    run: (work, { onStep, signal }) =>
      new Promise<Out>((done, failed) => {
        waiting.push({ work, onStep, signal, done, failed });
        next();
      }),
    async close() {
      closing = true;
      for (const { failed } of waiting.splice(0)) failed(new ProcessDied('the pool was closed'));
      const ended = [...all].map((child) => new Promise((resolve) => child.once('close', resolve)));
      for (const child of all) child.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}

function whyItDied(broken: Error | undefined, status: number | null, signal: NodeJS.Signals | null): string {
  // how the engine ends where no memory is left
  if (signal === 'SIGABRT' || status === 134) return 'its process ran out of memory';
  if (broken) return `its process could not run: ${broken.message}`;
  return signal ? `its process was ended by ${signal}` : `its process ended with status ${status}`;
}
