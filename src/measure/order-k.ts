/**
 * A byte model of order k: the last k bytes tell the next symbol. Contexts that have been seen little lean on shorter
 * ones (Witten-Bell), down to all 257 symbols alike; the 257th ends a file. It learns from files and prices others.
 */

/** Bytes and the end of the file. */
const SYMBOLS = 257;
const END = 256;

interface Counts {
  total: number;
  symbols: Map<number, number>;
}

export interface OrderK {
  /** Bits that the file costs, its end included; the model stays as it was. */
  bits(file: Uint8Array): number;
  /** Learns from the file. */
  learn(file: Uint8Array): void;
}

export function orderK(order: number): OrderK {
  // one table an order; a context of up to 3 bytes is a number
  const tables = Array.from({ length: order + 1 }, () => new Map<number, Counts>());
  const contextOf = (file: Uint8Array, at: number, length: number): number => {
    // before the file's first byte stand ones of their own kind: at < length marks how many are missing
    let key = Math.min(at, length);
    for (let i = Math.max(0, at - length); i < at; i++) key = key * 256 + file[i]!;
    return key;
  };
  const probability = (file: Uint8Array, at: number, symbol: number): number => {
    let p = 1 / SYMBOLS;
    for (let length = 0; length <= order; length++) {
      const counts = tables[length]!.get(contextOf(file, at, length));
      if (!counts) continue;
      const { total, symbols } = counts;
      // Witten and Bell: a context gives new symbols the weight of how many kinds it has seen
      p = ((symbols.get(symbol) ?? 0) + symbols.size * p) / (total + symbols.size);
    }
    return p;
  };
  const symbolAt = (file: Uint8Array, at: number) => file[at] ?? END;
  return {
    bits(file) {
      let bits = 0;
      for (let at = 0; at <= file.length; at++) bits -= Math.log2(probability(file, at, symbolAt(file, at)));
      return bits;
    },
    learn(file) {
      for (let at = 0; at <= file.length; at++) {
        const symbol = symbolAt(file, at);
        for (const [length, table] of tables.entries()) {
          const key = contextOf(file, at, length);
          const counts = table.get(key) ?? { total: 0, symbols: new Map() };
          if (counts.total === 0) table.set(key, counts);
          counts.total++;
          counts.symbols.set(symbol, (counts.symbols.get(symbol) ?? 0) + 1);
        }
      }
    },
  };
}
