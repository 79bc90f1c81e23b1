/** A model's generation graphs on an engine, each compiled when it is first needed, with the weights inside. */
import type { Engine, Program } from '../engine/engine.ts';
import { programCache } from '../engine/program-cache.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import {
  CAPACITY_AXES,
  cacheSizes,
  extendProgram,
  extendSignature,
  isPatchWeight,
  verifyProgram,
  verifySignature,
  writeProgram,
  writeSignature,
} from '../model/decode.ts';
import { mostCapacity } from './caches.ts';

/** Patches of a source that are read in one pass, and the most that are drafted. */
export const CHUNK = 16;

export interface Decoder {
  readonly config: ModelConfig;
  /** Capacity that caches begin with. */
  readonly leastCapacity: number;
  extend(batch: number, count: number): Promise<Program>;
  write(rows: number, sampled: boolean): Promise<Program>;
  verify(rows: number): Promise<Program>;
  dispose(): Promise<void>;
}

/** @param weights as `weightShapes(config)` names them; read, never changed */
export function openDecoder(engine: Engine, config: ModelConfig, weights: HostTensors): Decoder {
  const programs = programCache();
  const part = (patch: boolean) =>
    Object.fromEntries(Object.entries(weights).filter(([name]) => isPatchWeight(name) === patch));
  const capacity = mostCapacity(config);
  const caches = cacheSizes(config).flatMap((_, i) => [`past.key.${i}`, `past.value.${i}`]);
  const flexible = {
    past: CAPACITY_AXES.past,
    ...Object.fromEntries(caches.map((name) => [name, CAPACITY_AXES.caches])),
  };
  return {
    config,
    leastCapacity: engine.flexible ? 0 : capacity,
    extend: (batch, count) =>
      programs.get(`extend ${batch} ${count}`, () =>
        engine.compile(extendProgram(config), extendSignature(config, { batch, count, capacity }), {
          constants: part(true),
          flexible,
        }),
      ),
    write: (rows, sampled) =>
      programs.get(`write ${rows} ${sampled}`, () =>
        engine.compile(writeProgram(config, { rows, sampled }), writeSignature(config, { rows, sampled }), {
          constants: part(false),
        }),
      ),
    verify: (rows) =>
      programs.get(`verify ${rows}`, () =>
        engine.compile(verifyProgram(config), verifySignature(config, rows), { constants: part(false) }),
      ),
    dispose: programs.dispose,
  };
}
