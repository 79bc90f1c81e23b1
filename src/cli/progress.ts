/** How far a long work has come: a bar where a person watches, a plain line every few seconds elsewhere. */
import type { Terminal } from './terminal.ts';

export interface Progress {
  /** `done` of the total, with a few words beside it. */
  update(done: number, words: string): void;
  stop(): void;
}

/** Seconds between plain lines: a log of an hour's work stays readable. */
const PLAIN_SECONDS = 5;

export async function openProgress(terminal: Terminal, label: string, total: number): Promise<Progress> {
  return terminal.interactive ? bar(label, total) : lines(terminal, label, total);
}

async function bar(label: string, total: number): Promise<Progress> {
  const { SingleBar } = await import('cli-progress');
  const shown = new SingleBar({
    format: `${label} {bar} {percentage}%  {words}  {eta_formatted} left`,
    stream: process.stderr,
    hideCursor: true,
    // the sources tell what they have read, not what is left: a total may be unknown
    noTTYOutput: false,
    clearOnComplete: false,
    etaBuffer: 100,
  });
  shown.start(Math.max(1, total), 0, { words: '' });
  return {
    update: (done, words) => shown.update(Math.min(done, total), { words }),
    stop: () => shown.stop(),
  };
}

function lines(terminal: Terminal, label: string, total: number): Progress {
  let next = performance.now() + PLAIN_SECONDS * 1000;
  return {
    update(done, words) {
      if (performance.now() < next) return;
      next = performance.now() + PLAIN_SECONDS * 1000;
      const share = total > 0 ? `${Math.floor((100 * Math.min(done, total)) / total)}%  ` : '';
      terminal.note(`${label} ${share}${words}`);
    },
    stop: () => undefined,
  };
}
