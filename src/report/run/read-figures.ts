/** What `bpb --json` printed, kept in a file: the part that a report shows. */
import { readFile } from 'node:fs/promises';
import { z } from '#zod';
import { BgptError } from '../../errors.ts';

const cell = z.object({ symbols: z.number(), bits: z.number(), hits: z.number() });
const schema = z.object({
  bpb: z.number(),
  bits: z.number(),
  targetBytes: z.number(),
  endBits: z.number(),
  argmaxShare: z.number(),
  files: z.number(),
  exactFiles: z.number(),
  byField: z.record(z.string(), cell),
  byTenth: z.array(cell),
  byPlace: z.array(cell),
  pairs: z.string().optional(),
  split: z.string().optional(),
  control: z.boolean().optional(),
  baselines: z.object({ bitsPerByte: z.record(z.string(), z.number()) }).optional(),
});

export type Figures = z.infer<typeof schema>;

/** undefined where there is no such file. @throws BgptError measure/costs-corrupt */
export async function readFigures(path: string): Promise<Figures | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (thrown) {
    throw new BgptError('measure/costs-corrupt', `${path} is not what \`bgpt-music bpb --json\` prints`, {
      details: { path },
      cause: thrown,
    });
  }
}
