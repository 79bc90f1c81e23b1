/** What a page and its model worker say to each other. Every answer bears the id of what was asked. */
import type { FileCosts } from '../bytes/bits-per-byte.ts';
import type { PairBytes } from '../bytes/sequence.ts';
import type { ConvertOptions } from '../convert/convert-options.ts';
import type { Conversion, PairText } from '../convert/model.ts';
import type { Direction } from '../formats/direction.ts';
import type { Generated } from '../generate/generate.ts';
import type { ModelConfig } from '../model/config.ts';
import type { DownloadProgress } from '../store/fetched-store.ts';
import type { ErrorMessage } from './error-message.ts';

/** What of `ConvertOptions` can be sent. */
export type SentOptions = Partial<Omit<ConvertOptions, 'signal' | 'onBytes'>>;

/** What can be asked, and what is answered in the end. */
export interface Asks {
  load: { ask: { url: string; wasm: string; threads: number }; answer: LoadedModel };
  convert: { ask: { abc: string; options: SentOptions }; answer: Conversion };
  stream: { ask: { abc: string; options: SentOptions }; answer: Generated };
  bitsPerByte: { ask: { pair: PairText | PairBytes }; answer: number };
  costs: { ask: { pair: PairText | PairBytes }; answer: FileCosts };
}
export type AskName = keyof Asks;

export interface LoadedModel {
  config: ModelConfig;
  directions: readonly Direction[];
}

export type ToWorker =
  | { [K in AskName]: { id: number; name: K; ask: Asks[K]['ask'] } }[AskName]
  /** Gives up what was asked under this id. */
  | { id: number; name: 'cancel' };

/** On the way to an answer. */
export type News =
  | { progress: DownloadProgress }
  /** Of a stream: bytes in the file's order. */
  | { part: Uint8Array }
  /** Of a conversion: how many bytes there are, and the newest in the order of writing. */
  | { written: number; newest: Uint8Array };

export type FromWorker =
  | { id: number; kind: 'news'; news: News }
  | { id: number; kind: 'answer'; answer: Asks[AskName]['answer'] }
  | { id: number; kind: 'error'; error: ErrorMessage };

/** One end of the line: a worker as its page sees it, the worker's own scope, or a `MessagePort`. */
export interface Port {
  postMessage(message: ToWorker | FromWorker): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}
