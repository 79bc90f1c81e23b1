/** A run's `metrics.jsonl`: one object a line, whatever of it is there. A line that a crash cut short is left out. */
import { readFile } from 'node:fs/promises';
import { z } from '#zod';

const number = z.number().optional().catch(undefined);
const schema = z.object({
  step: z.number(),
  /** Pairs trained on, seconds trained, target bytes: since the run began. */
  pairs: number,
  seconds: number,
  targetBytes: number,
  /** Nats a counted symbol, over the steps since the last line. */
  loss: number,
  /** Bits per target byte, over the same steps. */
  bpb: number,
  rate: number,
  norm: number,
  kBPerSecond: number,
  validBpb: number,
  validFiles: number,
});

export type MetricsLine = z.infer<typeof schema>;

/** Empty where there is no such file. */
export async function readMetrics(path: string): Promise<MetricsLine[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = schema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}
