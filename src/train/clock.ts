/** Seconds of training: validation, and what the caller does between two steps, do not count. */

export interface TrainingClock {
  seconds(): number;
  pause(): void;
  go(): void;
}

/** @param before seconds that earlier parts of the run took */
export function openClock(before: number): TrainingClock {
  const startedAt = performance.now();
  let pausedMs = 0;
  let pausedAt = 0;
  return {
    seconds: () => before + (performance.now() - startedAt - pausedMs) / 1000,
    pause: () => {
      pausedAt = performance.now();
    },
    go: () => {
      pausedMs += performance.now() - pausedAt;
    },
  };
}
