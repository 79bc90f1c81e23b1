/** Something that takes time and may be cancelled: its button, its status line, one at a time. */
import { BgptError } from '../../src/errors.ts';
import { say, sayError } from './status.ts';

export interface WorkParts {
  status: HTMLElement;
  cancel: HTMLButtonElement;
  /** Switched off meanwhile. */
  starters: readonly HTMLButtonElement[];
  progress?: HTMLProgressElement;
}

/** @returns what begins a work; the one before is cancelled */
export function worker(parts: WorkParts): (work: (signal: AbortSignal) => Promise<void>) => Promise<void> {
  const { status, cancel, starters, progress } = parts;
  let running: AbortController | undefined;
  cancel.addEventListener('click', () => running?.abort());
  return async (work) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const before = starters.map(({ disabled }) => disabled);
    for (const button of starters) button.disabled = true;
    cancel.hidden = false;
    try {
      await work(mine.signal);
    } catch (thrown) {
      if (thrown instanceof BgptError && thrown.code === 'interrupted') say(status, 'Cancelled.');
      else sayError(status, thrown);
    } finally {
      if (running === mine) {
        running = undefined;
        for (const [i, button] of starters.entries()) button.disabled &&= before[i]!;
        cancel.hidden = true;
        if (progress) progress.hidden = true;
      }
    }
  };
}
