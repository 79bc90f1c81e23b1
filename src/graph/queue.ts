/** One piece of work after the other: traces share tfjs's one active backend, programs of an engine share states. */

export interface Queue {
  /** Begins when all that was added before has ended, well or not. */
  add<T>(work: () => Promise<T>): Promise<T>;
}

export function queue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    add(work) {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
