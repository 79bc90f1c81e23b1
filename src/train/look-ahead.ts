/** Has the next values of an iterator made while the present one is in use. Which values come does not depend on when. */

/** @param count values that are made ahead at most, beside the one in use */
export async function* lookAhead<T>(
  source: AsyncIterator<T, unknown>,
  count: number,
): AsyncGenerator<T, void> {
  const ahead: Promise<IteratorResult<T, unknown>>[] = [];
  const ask = () => {
    const asked = source.next();
    // a failure is told when its turn comes, and is nobody's unhandled rejection until then
    asked.catch(() => undefined);
    ahead.push(asked);
  };
  try {
    for (let i = 0; i < Math.max(1, count); i++) ask();
    for (;;) {
      const { done, value } = await ahead.shift()!;
      if (done) return;
      if (count > 0) ask();
      yield value as T;
      if (count === 0) ask();
    }
  } finally {
    await source.return?.();
  }
}
