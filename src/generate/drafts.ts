/**
 * Guesses at what comes next, for the model to verify: what followed the last place where the same symbols stood.
 * A wrong guess costs time, never a byte.
 */
import { END } from '../bytes/symbols.ts';

/** Symbols that must agree before a place: fewer find more places, and worse ones. */
const LEAST_CONTEXT = 4;
const MOST_CONTEXT = 32;

export class RepeatDrafts {
  private readonly written: readonly number[];
  private readonly size: number;
  /** Last place behind each run of LEAST_CONTEXT symbols, and the place before that. */
  private readonly places = new Map<number, number[]>();
  private indexed = 0;

  /** @param written symbols as they are written, padding left out; read at every call */
  constructor(written: readonly number[], size: number) {
    this.written = written;
    this.size = size;
  }

  /**
   * Whole patches that may follow, the first of them begun with `begun` symbols (which are at the end of `written`).
   * @returns up to `most` patches, END-padded; fewer where nothing is known
   */
  patches(begun: ArrayLike<number>, begunLength: number, most: number): Uint16Array[] {
    const drafts: Uint16Array[] = [];
    const from = this.lookUp();
    if (from === undefined) return drafts;
    const { written, size } = this;
    // a repeat may run into itself: what is drafted is read again, as a loop of symbols
    const period = written.length - from;
    const symbolAt = (i: number) => written[i < written.length ? i : from + ((i - from) % period)]!;
    for (let at = from; drafts.length < most; ) {
      const patch = new Uint16Array(size).fill(END);
      let k = 0;
      if (drafts.length === 0) for (; k < begunLength; k++) patch[k] = begun[k]!;
      for (; k < size; k++) {
        const symbol = symbolAt(at++);
        patch[k] = symbol;
        if (symbol === END) break;
      }
      drafts.push(patch);
    }
    return drafts;
  }

  /** The place behind the longest earlier run of symbols that equals the last ones; of equals the latest. */
  private lookUp(): number | undefined {
    const { written } = this;
    const end = written.length;
    if (end < LEAST_CONTEXT) return undefined;
    // the run that ends now is indexed only when something stands behind it
    for (; this.indexed < end; this.indexed++) {
      if (this.indexed < LEAST_CONTEXT) continue;
      const key = this.key(this.indexed);
      const known = this.places.get(key);
      if (known) known.push(this.indexed);
      else this.places.set(key, [this.indexed]);
    }
    let [best, longest] = [undefined as number | undefined, 0];
    const candidates = this.places.get(this.key(end)) ?? [];
    for (let i = candidates.length - 1; i >= 0 && i >= candidates.length - 64; i--) {
      let length = 0;
      while (length < MOST_CONTEXT && written[candidates[i]! - 1 - length] === written[end - 1 - length])
        length++;
      if (length > longest && length >= LEAST_CONTEXT) [best, longest] = [candidates[i]!, length];
    }
    return best;
  }

  /** A hash of the LEAST_CONTEXT symbols before a place. */
  private key(at: number): number {
    let key = 0;
    for (let i = at - LEAST_CONTEXT; i < at; i++) key = (Math.imul(key, 0x01000193) ^ this.written[i]!) | 0;
    return key;
  }
}

/** Symbols that a verified draft must win on the average, for its pass to cost less than writing them. */
const WORTH = 3;
/** Where drafts have been bad, one in so many is still tried. */
const PROBE = 8;

/** Whether drafts are worth their passes, by what the last ones won. Changes when work is done, never what comes out. */
export class DraftAcceptance {
  private gain = 2 * WORTH;
  private asked = 0;

  tryNow(): boolean {
    this.asked++;
    return this.gain >= WORTH || this.asked % PROBE === 0;
  }

  /** @param symbols that a pass settled as drafted */
  won(symbols: number): void {
    this.gain += (symbols - this.gain) / 4;
  }
}
