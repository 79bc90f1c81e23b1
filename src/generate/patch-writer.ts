/**
 * One output being written: its patches so far, and the patch that is settled symbol by symbol. Logits come from anywhere
 * (a draft verified, a patch written, a naive pass); what they are worth depends only on the symbols before them.
 */
import { END } from '../bytes/symbols.ts';
import type { Constraint } from '../formats/format.ts';
import { type ModelConfig, SYMBOLS } from '../model/config.ts';
import { type Choose, chooser, isDrawn, patchNoise, type SamplingOptions } from './choose.ts';
import { firstEndEnds, type Prefix } from './prefix.ts';

/** Why writing stopped: the model ended the file, or the context was full. */
export type Ended = 'end' | 'context-full';

/** Told of every symbol that logits decide, before it is written: logits from `from` on, and what was chosen. */
export type Watch = (logits: Float32Array, from: number, chosen: number) => void;

export class PatchWriter {
  readonly size: number;
  /** Symbols of the patch being written; settled up to `settled`. */
  patch: Uint16Array;
  settled = 0;
  /** Patches finished. */
  count = 0;
  ended: Ended | undefined;
  /** Bytes that the guard did not let the model write. */
  guarded = 0;
  /** Every symbol written, padding left out: what drafts are looked up in. */
  readonly written: number[] = [];
  private readonly most: number;
  private readonly endsAtFirst: boolean;
  private readonly sampling: SamplingOptions;
  private readonly guard: Constraint | undefined;
  private readonly watch: Watch | undefined;
  private noise: Float32Array | undefined;
  private choose: Choose;

  constructor(
    config: ModelConfig,
    prefix: Prefix,
    sampling: SamplingOptions,
    guard?: Constraint,
    watch?: Watch,
  ) {
    this.size = config.patchSize;
    this.most = config.patchLength - prefix.count;
    this.endsAtFirst = firstEndEnds(prefix.to, config);
    this.sampling = sampling;
    this.guard = guard;
    this.watch = watch;
    this.patch = new Uint16Array(this.size).fill(END);
    this.choose = this.chooserOfPatch();
    this.begin(prefix);
  }

  /** What is given of the file counts as written; what of it begins a patch is settled. */
  private begin({ prompt, begun }: Prefix): void {
    for (const byte of prompt) {
      this.guard?.push(byte);
      this.written.push(byte);
    }
    this.patch.set(prompt.subarray(prompt.length - begun));
    this.settled = begun;
  }

  /** The patch is whole: `finish` must follow. */
  get whole(): boolean {
    return this.settled === this.size;
  }

  /** Noise of the patch being written, or undefined where nothing is drawn. */
  get patchNoise(): Float32Array | undefined {
    return this.noise;
  }

  /** What logits are multiplied by where symbols are drawn. */
  get sharpness(): number {
    return 1 / this.sampling.temperature;
  }

  /**
   * Settles symbols as far as the logits are known to be right: up to and including the first that differs from the
   * guess they were computed on.
   * @param logits `[size, 257]` from `from` on  @param guess symbols that the logits at each place assume before it
   * @returns whether all of the guess was right
   */
  settle(logits: Float32Array, from: number, guess: ArrayLike<number>, guessFrom = 0): boolean {
    while (!this.whole) {
      const k = this.settled;
      const symbol = this.next(logits, from + k * SYMBOLS);
      this.watch?.(logits, from + k * SYMBOLS, symbol);
      this.put(symbol);
      if (symbol !== guess[guessFrom + k]) return false;
    }
    return true;
  }

  /** Takes a symbol as if logits had decided it. */
  put(symbol: number): void {
    const k = this.settled;
    this.patch[k] = symbol;
    this.written.push(symbol);
    this.settled++;
    if (symbol === END) {
      this.patch.fill(END, k);
      this.settled = this.size;
    }
  }

  /**
   * Takes symbols back: of those written, padding left out, as many stay as whole patches and the begun one hold. A guard knows no
   * way back: not with one.
   * @param count whole patches that stay  @param begun symbols of the patch behind them
   */
  takeBack(count: number, begun: readonly number[], written: number): void {
    this.written.length = written;
    this.count = count;
    this.ended = undefined;
    this.patch = new Uint16Array(this.size).fill(END);
    this.patch.set(begun);
    this.settled = begun.length;
    this.choose = this.chooserOfPatch();
  }

  private next(logits: Float32Array, from: number): number {
    const k = this.settled;
    if (!this.guard) return this.choose(logits, from, k);
    const wanted = this.choose(logits, from, k);
    const left = this.most - this.count;
    const allowed = (symbol: number) => this.guard!.allows(symbol, k, left);
    const symbol = allowed(wanted) ? wanted : this.choose(logits, from, k, allowed);
    if (symbol !== wanted) this.guarded++;
    this.guard.push(symbol);
    return symbol;
  }

  /** Takes the whole patch over and begins the next one. @returns the bytes it holds */
  finish(): { patch: Uint16Array; bytes: Uint8Array } {
    const { patch } = this;
    const end = patch.indexOf(END);
    const length = end < 0 ? this.size : end;
    this.count++;
    if (end === 0 || (end > 0 && this.endsAtFirst)) this.ended = 'end';
    else if (this.count === this.most) this.ended = 'context-full';
    this.patch = new Uint16Array(this.size).fill(END);
    this.settled = 0;
    this.choose = this.chooserOfPatch();
    return { patch, bytes: Uint8Array.from(patch.subarray(0, length)) };
  }

  private chooserOfPatch(): Choose {
    this.noise = isDrawn(this.sampling) ? patchNoise(this.sampling.seed, this.count, this.size) : undefined;
    return chooser(this.sampling, this.noise);
  }
}
