/**
 * Bits per byte, reckoned in this one place: the bits of every symbol that a decoder must be told to rebuild the target
 * (`countedSymbols`) over the target's bytes. So BPB × bytes is the whole cost of a file. End marks are in the sum and
 * stand apart beside it. Sums are 64-bit, in the order of the bytes, whatever batch a file was in.
 */
import { countedSymbols, type Sequence } from './sequence.ts';
import { END } from './symbols.ts';

/** What a model pays for one target, symbol by symbol. */
export interface FileCosts {
  /** Bits of each byte. */
  bits: Float64Array;
  /** 1 where the model's likeliest symbol is the byte. */
  hits: Uint8Array;
  /** Place of each byte in its patch. */
  places: Uint16Array;
  /** The END marks that count; the last one ends the file. */
  ends: { /** Bytes before it. */ offset: number; place: number; bits: number; hit: boolean }[];
}

/** What is kept of a file. */
export interface FileBits {
  targetBytes: number;
  /** All that counts, end marks included. */
  bits: number;
  endBits: number;
  /** Bytes that the model thinks likeliest. */
  hits: number;
  /** Bytes and end marks that it does not; with none, greedy decoding writes the file exactly. */
  misses: number;
}

/**
 * A figure over files: `bpb` is `bits` (end marks included) over `targetBytes`, 0 for certainty, 8 for no
 * knowledge.
 */
export interface BitsPerByte {
  bpb: number;
  bits: number;
  targetBytes: number;
  /** The end marks' part of `bits`. */
  endBits: number;
  /** Share of bytes that the model thinks likeliest, given all that stands before them. */
  argmaxShare: number;
  files: number;
  /** Files without a miss, end marks included. */
  exactFiles: number;
}

/**
 * @param costs in nats and likeliest symbols, `[rows, size]`, both of the target's patches from the first data patch to the
 *   end patch in rows `firstRow` and on
 */
export function fileCosts(
  sequence: Sequence,
  { nats, best }: { nats: ArrayLike<number>; best: ArrayLike<number> },
  firstRow = 0,
): FileCosts {
  const { symbols, size, targetStart, targetBytes } = sequence;
  const costs: FileCosts = {
    bits: new Float64Array(targetBytes),
    hits: new Uint8Array(targetBytes),
    places: new Uint16Array(targetBytes),
    ends: [],
  };
  const counted = countedSymbols(sequence);
  let offset = 0;
  for (let at = targetStart * size; at < symbols.length; at++) {
    if (counted[at] === 0) continue;
    const from = at + (firstRow - targetStart) * size;
    const bits = nats[from]! * Math.LOG2E;
    const hit = best[from] === symbols[at];
    const place = at % size;
    if (symbols[at] === END) {
      costs.ends.push({ offset, place, bits, hit });
      continue;
    }
    costs.bits[offset] = bits;
    costs.hits[offset] = hit ? 1 : 0;
    costs.places[offset] = place;
    offset++;
  }
  return costs;
}

/** The costs of the same bytes in another order: `order` has for each byte its new place. An end mark goes with the byte before it. */
export function reordered({ bits, hits, places, ends }: FileCosts, order: ArrayLike<number>): FileCosts {
  const moved: FileCosts = {
    bits: new Float64Array(bits.length),
    hits: new Uint8Array(bits.length),
    places: new Uint16Array(bits.length),
    ends: ends
      .map((end) => ({
        ...end,
        offset: end.offset === bits.length ? end.offset : order[end.offset - 1]! + 1,
      }))
      .sort((a, b) => a.offset - b.offset),
  };
  for (let i = 0; i < bits.length; i++) {
    moved.bits[order[i]!] = bits[i]!;
    moved.hits[order[i]!] = hits[i]!;
    moved.places[order[i]!] = places[i]!;
  }
  return moved;
}

/** One file's costs as sums: bits, end marks apart, and how often the likeliest symbol was the right one. */
export function fileBits({ bits, hits, ends }: FileCosts): FileBits {
  const endBits = ends.reduce((sum, end) => sum + end.bits, 0);
  const hitBytes = hits.reduce((sum, hit) => sum + hit, 0);
  return {
    targetBytes: bits.length,
    bits: bits.reduce((sum, cost) => sum + cost, 0) + endBits,
    endBits,
    hits: hitBytes,
    misses: bits.length - hitBytes + ends.filter((end) => !end.hit).length,
  };
}

/** Of no bytes at all every share is 0. */
export function bitsPerByte(files: Iterable<FileBits>): BitsPerByte {
  const sum = { bits: 0, targetBytes: 0, endBits: 0, hits: 0, files: 0, exactFiles: 0 };
  for (const file of files) {
    sum.bits += file.bits;
    sum.targetBytes += file.targetBytes;
    sum.endBits += file.endBits;
    sum.hits += file.hits;
    sum.files++;
    if (file.misses === 0) sum.exactFiles++;
  }
  const { hits, ...totals } = sum;
  const share = (part: number) => (totals.targetBytes === 0 ? 0 : part / totals.targetBytes);
  return { bpb: share(totals.bits), argmaxShare: share(hits), ...totals };
}
