/** A file's bytes in the file's order as soon as they are settled, from a model that writes track lengths last. */
import { fileOrder } from './smf/lengths-last.ts';

/** Yields parts as they come, a track when its length is there; the rest at the end. Returns what `written` returns. */
export async function* inFileOrder<R>(written: AsyncGenerator<Uint8Array, R>): AsyncGenerator<Uint8Array, R> {
  const bytes: number[] = [];
  let given = 0;
  for (;;) {
    const part = await written.next();
    if (!part.done) bytes.push(...part.value);
    const all = Uint8Array.from(bytes);
    const { order, complete } = fileOrder(all);
    const upTo = part.done ? all.length : complete;
    if (upTo > given) yield Uint8Array.from(order.subarray(given, upTo), (offset) => all[offset]!);
    given = upTo;
    if (part.done) return part.value;
  }
}
