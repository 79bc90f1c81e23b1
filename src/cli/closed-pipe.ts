/**
 * Whoever reads our output may leave (`… | head -1`). That is no error: the work is stopped as Ctrl-C stops it, files whole
 * or not at all, and what is still written to the closed pipe goes nowhere.
 */
const listeners: (() => void)[] = [];
let gone = false;

/** To be called before the first byte is written. */
export function watchReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (gone) return;
      if (error.code !== 'EPIPE') throw error;
      gone = true;
      for (const listener of listeners) listener();
    });
}

/** Calls back when a reader leaves; at once where one has left. */
export function onReaderGone(listener: () => void): void {
  if (gone) listener();
  else listeners.push(listener);
}

export function readerIsGone(): boolean {
  return gone;
}
