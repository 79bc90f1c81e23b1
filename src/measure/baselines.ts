/**
 * What a model must beat, in bits per byte of the target files: all symbols alike; byte models of order 0 to 3 that have
 * read the training targets; gzip and brotli, file by file, on the target alone and given the source (what the target
 * adds when it stands behind its source). Ends of files are paid for everywhere, as in the model's own figure.
 */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { orderK } from './order-k.ts';

export interface BaselinePair {
  source: Uint8Array;
  target: Uint8Array;
}

/** Bits per byte of target files without a model of ours. */
export interface Baselines {
  files: number;
  targetBytes: number;
  /** Files that the order-k models have learnt from; none: each file is priced by those before it. */
  learntFrom: number;
  /** Bits per byte by name. */
  bitsPerByte: Record<BaselineName, number>;
}

/** The baselines in the order in which they are printed. */
export const BASELINE_NAMES = [
  'uniform',
  'order-0',
  'order-1',
  'order-2',
  'order-3',
  'gzip',
  'brotli',
  'gzip given source',
  'brotli given source',
] as const;
export type BaselineName = (typeof BASELINE_NAMES)[number];

type Pairs = AsyncIterable<BaselinePair> | Iterable<BaselinePair>;

/**
 * What simpler models and compressors need for the pairs' targets, in bits per byte; the order-k models read
 * `training` first.
 */
export async function measureBaselines(pairs: Pairs, training?: Pairs): Promise<Baselines> {
  const models = [0, 1, 2, 3].map(orderK);
  let learntFrom = 0;
  for await (const { target } of training ?? []) {
    for (const model of models) model.learn(target);
    learntFrom++;
  }
  const bits = Object.fromEntries(BASELINE_NAMES.map((name) => [name, 0])) as Record<BaselineName, number>;
  let files = 0;
  let targetBytes = 0;
  for await (const { source, target } of pairs) {
    files++;
    targetBytes += target.length;
    bits.uniform += Math.log2(257) * (target.length + 1);
    for (const [order, model] of models.entries()) {
      bits[`order-${order}` as BaselineName] += model.bits(target);
      if (learntFrom === 0) model.learn(target);
    }
    const both = Buffer.concat([source, target]);
    bits.gzip += 8 * gzip(target);
    bits.brotli += 8 * brotli(target);
    bits['gzip given source'] += 8 * (gzip(both) - gzip(source));
    bits['brotli given source'] += 8 * (brotli(both) - brotli(source));
  }
  const bitsPerByte = { ...bits };
  for (const name of BASELINE_NAMES) bitsPerByte[name] = targetBytes === 0 ? 0 : bits[name] / targetBytes;
  return { files, targetBytes, learntFrom, bitsPerByte };
}

function gzip(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}

function brotli(bytes: Uint8Array): number {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length;
}
