/**
 * Child processes that do one piece of work at a time. What goes wrong with a piece costs its process alone: a worker thread
 * that runs out of memory ends the whole program, whatever limits it was given. A process starts when there is work for it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ProcessPoolOptions {
  /** A module that says `READY` and then answers each message with one. */
  module: URL;
  processes: number;
  heapMb: number;
  /** Seconds for a piece of work, counted from when a process that is ready has it. */
  timeLimit: number;
}

export interface ProcessPool<In, Out> {
  /** @throws ProcessDied where the process ends before it answers, or is ended because its time is over */
  run(work: In): Promise<Out>;
  close(): Promise<void>;
}

export class ProcessDied extends Error {
  readonly why: 'time' | 'death' | 'closed';
  constructor(why: ProcessDied['why'], message: string) {
    super(message);
    this.why = why;
  }
}

/** The first message of a process: what it takes to start is nobody's time. */
export const READY = 'ready';

interface Task<In, Out> {
  work: In;
  done(answer: Out): void;
  failed(error: Error): void;
}

interface Process<In, Out> {
  child: ChildProcess;
  ready: boolean;
  task: Task<In, Out> | undefined;
  clock: NodeJS.Timeout | undefined;
  late: boolean;
}

export function openProcessPool<In extends object, Out>({
  module,
  processes,
  heapMb,
  timeLimit,
}: ProcessPoolOptions): ProcessPool<In, Out> {
  const waiting: Task<In, Out>[] = [];
  const all = new Set<Process<In, Out>>();
  let closing = false;

  function start(): Process<In, Out> {
    const child = fork(fileURLToPath(module), [], {
      execArgv: [`--max-old-space-size=${heapMb}`],
      serialization: 'advanced',
      // nothing that it prints, its engine's last words included, is for anyone
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const process: Process<In, Out> = { child, ready: false, task: undefined, clock: undefined, late: false };
    all.add(process);
    child.on('message', (message) => {
      if (message === READY) {
        process.ready = true;
        startClock(process);
        return;
      }
      clearTimeout(process.clock);
      const { task } = process;
      process.task = undefined;
      task?.done(message as Out);
      next();
    });
    let broken: Error | undefined;
    child.on('error', (thrown) => {
      broken = thrown;
    });
    child.on('exit', (status, signal) => {
      clearTimeout(process.clock);
      all.delete(process);
      const { task, late } = process;
      task?.failed(
        closing
          ? closed()
          : late
            ? new ProcessDied('time', `not done after ${timeLimit} s`)
            : new ProcessDied('death', whyItDied(broken, status, signal)),
      );
      next();
    });
    return process;
  }

  function startClock(process: Process<In, Out>): void {
    if (!process.ready || !process.task) return;
    process.clock = setTimeout(() => {
      process.late = true;
      process.child.kill('SIGKILL');
    }, timeLimit * 1000);
  }

  function next(): void {
    while (waiting.length > 0 && !closing) {
      const free = [...all].find(({ task, child }) => task === undefined && child.connected);
      const process = free ?? (all.size < processes ? start() : undefined);
      if (!process) return;
      process.task = waiting.shift()!;
      startClock(process);
      // a process that is gone says so by its end
      process.child.send(process.task.work, () => undefined);
    }
  }

  return {
    run: (work) =>
      new Promise<Out>((done, failed) => {
        if (closing) return failed(closed());
        waiting.push({ work, done, failed });
        next();
      }),
    async close() {
      closing = true;
      for (const { failed } of waiting.splice(0)) failed(closed());
      const ended = [...all].map(({ child }) => new Promise((resolve) => child.once('exit', resolve)));
      for (const { child } of all) child.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}

function closed(): ProcessDied {
  return new ProcessDied('closed', 'the pool was closed');
}

function whyItDied(broken: Error | undefined, status: number | null, signal: NodeJS.Signals | null): string {
  // how the engine ends where no memory is left
  if (signal === 'SIGABRT' || status === 134) return 'its process ran out of memory';
  if (broken) return `its process could not run: ${broken.message}`;
  return signal ? `its process was ended by ${signal}` : `its process ended with status ${status}`;
}
