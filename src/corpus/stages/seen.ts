/**
 * A set of 64-bit hashes for de-duplication: open addressing in one typed array, 11 to 27 bytes a tune, so that ten
 * million tunes fit where a Set of strings would need gigabytes. At that size two different tunes share a hash with
 * probability 3 in a million.
 */
import { createHash } from 'node:crypto';

export interface Seen {
  /** True the first time. */
  add(text: string): boolean;
  readonly size: number;
}

export function openSeen(): Seen {
  let slots = new BigUint64Array(2 ** 12);
  let size = 0;
  /** The slot of a hash, or the empty one where it belongs. 0 marks an empty slot. */
  const slotOf = (table: BigUint64Array, hash: bigint): number => {
    let at = Number(hash & BigInt(table.length - 1));
    while (table[at] !== 0n && table[at] !== hash) at = (at + 1) & (table.length - 1);
    return at;
  };
  const grow = () => {
    const wider = new BigUint64Array(slots.length * 2);
    for (const hash of slots) if (hash !== 0n) wider[slotOf(wider, hash)] = hash;
    slots = wider;
  };
  return {
    add(text) {
      const hash = createHash('sha256').update(text).digest().readBigUInt64LE(0) || 1n;
      const at = slotOf(slots, hash);
      if (slots[at] === hash) return false;
      slots[at] = hash;
      size++;
      if (size > slots.length * 0.7) grow();
      return true;
    },
    get size() {
      return size;
    },
  };
}
