/**
 * Costs byte by byte as JSON Lines (docs/bits-per-byte.md): a line that says what the file is, then one line a file that was
 * measured. Bits have six significant digits, which is what 32-bit logits carry.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from '#zod';
import type { FileCosts } from '../bytes/bits-per-byte.ts';
import { BgptError, messageOf } from '../errors.ts';
import { openWhole } from '../store/write-whole.ts';
import type { MeasuredPair } from './measured-pair.ts';

export const COSTS_FORMAT = 'bgpt-music/costs';
export const COSTS_VERSION = 1;

const header = z.object({ format: z.literal(COSTS_FORMAT), formatVersion: z.number() });
const record = z.object({
  id: z.string(),
  title: z.string(),
  origin: z.string(),
  targetFormat: z.string(),
  /** The target's bytes. */
  base64: z.string(),
  bits: z.array(z.number()),
  /** Bytes before the END mark, and its bits; the last one ends the file. */
  ends: z.array(z.tuple([z.number(), z.number()])),
});

export interface CostsRecord extends Omit<z.infer<typeof record>, 'base64'> {
  target: Uint8Array;
}

export interface CostsFile {
  add(pair: MeasuredPair, costs: FileCosts): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** Opens a file that is not there before `commit`. */
export async function openCostsFile(path: string): Promise<CostsFile> {
  const file = await openWhole(path);
  const line = (value: unknown) => file.write(`${JSON.stringify(value)}\n`);
  await line({ format: COSTS_FORMAT, formatVersion: COSTS_VERSION });
  return {
    add: ({ id, title = '', origin = '', targetFormat, target }, { bits, ends }) =>
      line({
        id,
        title,
        origin,
        targetFormat,
        base64: Buffer.from(target).toString('base64'),
        bits: Array.from(bits, rounded),
        ends: ends.map((end) => [end.offset, rounded(end.bits)]),
      }),
    commit: async () => void (await file.commit()),
    abort: () => file.abort(),
  };
}

function rounded(bits: number): number {
  return Number(bits.toPrecision(6));
}

/** @throws BgptError io/not-found, measure/costs-corrupt */
export async function* readCostsFile(path: string): AsyncGenerator<CostsRecord> {
  const stream = createReadStream(path);
  let at = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      at++;
      if (at === 1) checkHeader(path, text);
      else yield parse(path, at, text);
    }
  } catch (thrown) {
    if (thrown instanceof BgptError) throw thrown;
    throw new BgptError('io/not-found', `cannot read ${path}: ${messageOf(thrown)}`, { details: { path } });
  } finally {
    stream.destroy();
  }
  if (at === 0) checkHeader(path, '');
}

function checkHeader(path: string, text: string): void {
  const parsed = header.safeParse(asJson(text));
  if (parsed.success && parsed.data.formatVersion === COSTS_VERSION) return;
  const found = parsed.success ? `version ${parsed.data.formatVersion}` : `no ${COSTS_FORMAT}`;
  throw new BgptError(
    'measure/costs-corrupt',
    `${path} is ${found}; this program reads version ${COSTS_VERSION}`,
    {
      details: { path },
    },
  );
}

function parse(path: string, line: number, text: string): CostsRecord {
  const parsed = record.safeParse(asJson(text));
  if (parsed.success) {
    const { base64, ...rest } = parsed.data;
    const target = new Uint8Array(Buffer.from(base64, 'base64'));
    if (target.length === rest.bits.length) return { ...rest, target };
  }
  throw new BgptError('measure/costs-corrupt', `${path}, line ${line}: not the costs of a file`, {
    details: { path, line },
  });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
