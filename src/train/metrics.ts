/** What a run says of itself as it goes: a line of `metrics.jsonl`, and what progress displays show. */
import type { StepResult } from './stepper.ts';

/** A line of metrics, taken behind a step. */
export interface Metrics {
  step: number;
  /** Pairs trained on. */
  pairs: number;
  /** Seconds trained, over all parts of the run; validation does not count. */
  seconds: number;
  targetBytes: number;
  /** Floating point operations so far (`trainingFlops`). */
  flops: number;
  /** Nats a counted symbol, mean of the steps since the last line. */
  loss: number;
  /** Bits per target byte over the steps since the last line. */
  bpb: number;
  rate: number;
  /** Norm of the gradient before clipping, mean of the steps since the last line. */
  norm: number;
  /** Share of the batches' patches that held nothing. */
  padding: number;
  /** Thousands of target bytes a second. */
  kBPerSecond: number;
  /** Share of the run that is over, 0 to 1. */
  done: number;
  /** Bits per byte of the validation pairs, where they were measured, and how many of them the context held. */
  validBpb?: number;
  validFiles?: number;
}

type IntervalMetrics = Pick<Metrics, 'loss' | 'bpb' | 'norm' | 'padding' | 'kBPerSecond'>;

export interface Interval {
  add(result: StepResult): void;
  /** Means over the steps since the last call; without any, those of that call. @param seconds trained so far */
  take(seconds: number): IntervalMetrics;
}

/** Sums over the steps between two lines of metrics. @param seconds trained before the first of them */
export function openInterval(seconds: number): Interval {
  const zero = (since: number) => ({ nats: 0, loss: 0, bytes: 0, norm: 0, padding: 0, steps: 0, since });
  let sum = zero(seconds);
  let taken: IntervalMetrics = { loss: 0, bpb: 0, norm: 0, padding: 0, kBPerSecond: 0 };
  return {
    add({ nats, loss, targetBytes, norm, padding }) {
      sum.nats += nats;
      sum.loss += loss;
      sum.bytes += targetBytes;
      sum.norm += norm;
      sum.padding += padding.patches;
      sum.steps++;
    },
    take(now) {
      const { nats, loss, bytes, norm, padding, steps, since } = sum;
      if (steps === 0) return taken;
      sum = zero(now);
      taken = {
        loss: loss / steps,
        bpb: nats / Math.LN2 / bytes,
        norm: norm / steps,
        padding: padding / steps,
        kBPerSecond: bytes / 1000 / (now - since),
      };
      return taken;
    },
  };
}
