/**
 * Verified decoding: a text is judged while it is written. What is refused is taken back to the last accepted place and written
 * otherwise: the likeliest deviations first, each one symbol in place of the model's choice, then as the model goes on. Where
 * none is accepted, text of the caller stands in its place, read by the model as if it were its own. Nothing is masked: where
 * the verifier never objects, the bytes are those of plain decoding.
 */
import { END } from '../bytes/symbols.ts';
import type { Judgement, Verifier } from '../formats/verifier.ts';
import { cutOf } from '../reading/read-pair.ts';
import type { SamplingOptions } from './choose.ts';
import { type Continuation, openContinuation, spelled } from './continuation.ts';
import type { Decoder } from './decoder.ts';
import type { Prefix } from './prefix.ts';
import type { VerifiedSettings } from './verified-options.ts';

export interface VerifiedOptions extends VerifiedSettings, SamplingOptions {
  verifier: Verifier;
  /** What is written behind an accepted text where no continuation was; '': nothing. Latin-1. */
  instead(text: string): string;
  /** Text that stands already and is right: the model reads it and goes on. Latin-1. */
  given?: string;
  signal?: AbortSignal | undefined;
}

/** Whose a part is: the model's at once, or after refusals, or `instead`. */
export type Origin = 'model' | 'retried' | 'instead';

export interface VerifiedText {
  /** Latin-1, `given` included. Accepted to its end, but for blanks. */
  text: string;
  /**
   * `end`: the model ended it; `complete`: it went on when nothing was left to write, and was cut there; `context-full`;
   * `stuck`: neither the model nor `instead` went on.
   */
  ended: 'end' | 'complete' | 'context-full' | 'stuck';
  complete: boolean;
  /** By part behind `given`. */
  origins: readonly Origin[];
  /** Continuations that were refused. */
  refused: number;
}

/** The furthest accepted text. */
interface Accepted {
  symbols: readonly number[];
  text: string;
  parts: number;
  /** Of the accepted place before. */
  before: number;
  complete: boolean;
  origins: readonly Origin[];
}

/** The first `at` symbols of a continuation, then another one. */
interface Candidate {
  written: readonly number[];
  at: number;
  symbol: number;
  /** Nats below the first continuation. */
  cost: number;
}

/** Tries at one place. */
interface Search {
  queue: readonly Candidate[];
  /** Of the one that is being written: symbols up to the deviation, and its cost. */
  from: number;
  cost: number;
  used: number;
}

const BLANK = /^\s*$/;

export async function writeVerified(
  decoder: Decoder,
  prefix: Prefix,
  options: VerifiedOptions,
): Promise<VerifiedText> {
  const { verifier, given = '', tries, patience } = options;
  const file = await openContinuation(decoder, prefix, options);
  /** Characters that are not the model's to take back. */
  let floor = given.length;
  let refused = 0;
  let search: Search | undefined;

  const giveText = (text: string) => give(file, text, prefix, decoder);
  if (!(await giveText(given)))
    return { text: given, ended: 'context-full', complete: false, origins: [], refused };
  const first = verifier.judge(given, given !== '');
  let best: Accepted = {
    symbols: [...file.symbols],
    text: given,
    parts: first.parts,
    before: floor,
    complete: first.ok && first.complete,
    origins: [],
  };
  const result = (ended: VerifiedText['ended'], text = best.text): VerifiedText => ({
    text,
    ended,
    complete: best.complete,
    origins: best.origins,
    refused,
  });

  /** Remembers how far a text is right. */
  const accept = (text: string, judgement: Judgement, origin: Origin): void => {
    const end = Math.max(judgement.end, floor);
    const isFurther = search
      ? judgement.parts > best.parts || (best.text === '' && end > 0) || (judgement.ok && judgement.complete)
      : end > best.text.length;
    if (!isFurther) {
      if (!search && judgement.ok && end === best.text.length)
        best = { ...best, complete: judgement.complete };
      return;
    }
    const count = judgement.parts - first.parts;
    // a deviation may lie in the part before the last accepted place
    const kept = best.origins.slice(0, search ? Math.min(count, unchanged(best, text)) : count);
    // a refusal says nothing of what was accepted before it
    const accepted = judgement.ok ? judgement : verifier.judge(text.slice(0, end), true);
    best = {
      symbols: file.symbols.slice(0, symbolsOf(file.symbols, end)),
      text: text.slice(0, end),
      parts: judgement.parts,
      before: Math.max(floor, Math.min(best.text.length, end)),
      complete: accepted.ok && accepted.complete,
      origins: [...kept, ...Array.from({ length: count - kept.length }, () => origin)],
    };
    search = undefined;
  };
  const unchanged = ({ origins }: Accepted, text: string): number =>
    text.startsWith(best.text) ? origins.length : Math.max(0, origins.length - 1);

  /** Another continuation. @returns false: there is none, or enough were tried */
  const tryAnother = async (): Promise<boolean> => {
    refused++;
    const from = search?.from ?? symbolsOf(file.symbols, Math.max(floor, best.before));
    const { cost: paid = 0, used = 0 } = search ?? {};
    const written = [...file.symbols];
    const fresh = written.flatMap((_, at) =>
      at < from
        ? []
        : file.alternatives(at).map(({ symbol, cost }) => ({ written, at, symbol, cost: paid + cost })),
    );
    const queue = [...(search?.queue ?? []), ...fresh].sort((a, b) => a.cost - b.cost);
    const next = used < tries ? queue.shift() : undefined;
    if (!next) return false;
    search = { queue: queue.slice(0, tries), from: next.at + 1, cost: next.cost, used: used + 1 };
    await replace(file, [...next.written.slice(0, next.at), next.symbol]);
    return true;
  };

  for (;;) {
    if (!file.ended) await file.write();
    const text = spelled(file.symbols);
    const judgement = verifier.judge(text, file.ended === 'end');
    accept(text, judgement, search ? 'retried' : 'model');
    const behind = text.slice(best.text.length);
    if (best.complete && !search) {
      if (file.ended === 'end' && BLANK.test(behind)) return result('end', text);
      if (file.ended || !BLANK.test(behind) || behind.length > patience) return result('complete');
      continue;
    }
    if (file.ended === 'context-full') return result('context-full');
    const lasts = text.length - Math.max(judgement.end, floor);
    if (judgement.ok && !file.ended && lasts <= patience) continue;
    if (await tryAnother()) continue;
    search = undefined;
    await replace(file, best.symbols);
    const more = options.instead(best.text);
    if (more === '') return result('stuck');
    if (!(await giveText(more))) return result('context-full');
    const whole = best.text + more;
    const judged = verifier.judge(whole);
    if (!judged.ok || (judged.parts === best.parts && best.text !== '')) return result('stuck');
    floor = whole.length;
    accept(whole, judged, 'instead');
    if (best.complete) return result('complete');
  }
}

/** How many symbols spell so many characters; the end of their last patch is not among them. */
function symbolsOf(symbols: readonly number[], characters: number): number {
  let left = characters;
  let count = 0;
  while (left > 0 && count < symbols.length) if (symbols[count++] !== END) left--;
  return count;
}

/** Takes back what differs and gives what is missing. */
async function replace(file: Continuation, symbols: readonly number[]): Promise<void> {
  let same = 0;
  while (same < symbols.length && symbols[same] === file.symbols[same]) same++;
  file.takeBack(same);
  await file.give(symbols.slice(same));
}

/** Gives text, in patches as the model reads files of the format. @returns whether the context holds it */
async function give(file: Continuation, text: string, { to }: Prefix, { config }: Decoder): Promise<boolean> {
  const { patchSize: size } = config;
  const before = spelled(file.symbols);
  const all = Uint8Array.from(before + text, (character) => character.charCodeAt(0));
  const cuts = new Set(cutOf(to, config)?.(all, size));
  const symbols: number[] = [];
  let open = openSymbols(file.symbols, size);
  for (let i = before.length; i < all.length; i++) {
    if (open > 0 && cuts.has(i)) {
      symbols.push(END);
      open = 0;
    }
    symbols.push(all[i]!);
    open = (open + 1) % size;
  }
  return (await file.give(symbols)) === symbols.length && !file.ended;
}

/** Symbols of the patch that is open. */
function openSymbols(symbols: readonly number[], size: number): number {
  let open = 0;
  for (const symbol of symbols) open = symbol === END ? 0 : (open + 1) % size;
  return open;
}
