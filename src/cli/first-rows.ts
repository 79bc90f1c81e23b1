/** The first rows of a stream; no more of them are read. */
export async function* firstRows<T>(
  rows: AsyncIterable<T>,
  count = Number.POSITIVE_INFINITY,
): AsyncGenerator<T> {
  if (count <= 0) return;
  let at = 0;
  for await (const row of rows) {
    yield row;
    if (++at === count) return;
  }
}
