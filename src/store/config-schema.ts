/** A ModelConfig from a file: checked, since shapes and loops follow from it. */
import { z } from '#zod';
import { BgptError } from '../errors.ts';
import { LENGTH_BYTES } from '../model/bgpt2.ts';
import { HEAD_WIDTH, type ModelConfig } from '../model/config.ts';

/** Far above any model that fits a machine of today; they keep a hostile config from costing time or memory. */
export const CONFIG_LIMITS = { patchSize: 1024, patchLength: 2 ** 20, width: 65_536, layers: 1024 } as const;

const count = (limit: number) => z.int().min(1).max(limit);
const shared = {
  patchSize: count(CONFIG_LIMITS.patchSize),
  patchLength: count(CONFIG_LIMITS.patchLength),
  hidden: count(CONFIG_LIMITS.width),
  patchLayers: count(CONFIG_LIMITS.layers),
  byteLayers: count(CONFIG_LIMITS.layers),
};

const schema: z.ZodType<ModelConfig> = z.discriminatedUnion('architecture', [
  z.strictObject({
    architecture: z.literal('bgpt'),
    ...shared,
    hidden: shared.hidden.multipleOf(HEAD_WIDTH),
  }),
  z
    .strictObject({
      architecture: z.literal('bgpt-2'),
      ...shared,
      byteHidden: count(CONFIG_LIMITS.width),
      headWidth: count(CONFIG_LIMITS.width),
      mlpRatio: z.number().positive().max(64),
      activation: z.enum(['relu2', 'gelu']),
      alignedPatches: z.boolean(),
      readingOrder: z.boolean(),
      hints: z.boolean(),
      landmarks: z.boolean(),
      pointerHeads: z.int().min(0).max(CONFIG_LIMITS.layers),
      // checkpoints from before there were these do not say
      previousBytes: z.boolean().default(false),
      byteFeatures: z.boolean().default(false),
      valueResiduals: z.boolean().default(false),
    })
    .refine((c) => !c.readingOrder || c.alignedPatches, {
      path: ['readingOrder'],
      message: 'another reading order takes aligned patches',
    })
    .refine((c) => !c.hints || c.patchSize >= LENGTH_BYTES, {
      path: ['hints'],
      message: `a hint takes patches of ${LENGTH_BYTES} bytes at least`,
    })
    .refine((c) => !c.landmarks || [c.hidden / c.headWidth, c.pointerHeads].every((n) => n % 2 === 0), {
      path: ['landmarks'],
      message: 'half of the heads can count landmarks only where their number is even',
    }),
]);

/** @throws BgptError checkpoint/config naming the field */
export function parseModelConfig(value: unknown, where: string): ModelConfig {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'model'}: ${message}`);
  throw new BgptError('checkpoint/config', `${where} describes no known model: ${issues.join('; ')}`);
}
