/**
 * Programs as TensorFlow graphs: traced as for ONNX, lowered to TensorFlow's ops, run by its session through the binding of
 * tfjs-node. State stays in TensorFlow's memory between runs. A run blocks the event loop until it is done: the binding
 * has no other way.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trace } from '../../graph/trace.ts';
import type { Device, Engine } from '../engine.ts';
import { asEngineError } from './engine-error.ts';
import type { Tensorflow } from './load.ts';
import { lower } from './lower.ts';
import type { ProductType } from './lowering.ts';
import { SERVE } from './saved-model.ts';
import { TensorflowProgram } from './tensorflow-program.ts';
import { TensorflowState } from './tensorflow-state.ts';

export interface TensorflowEngineOptions {
  /**
   * The type of two-dimensional products: `bfloat16` is twice as fast on CPUs with AVX512-BF16 or AMX and rounds factors
   * and results to 8 bits of mantissa, as PyTorch's autocast does.
   */
  products?: ProductType;
}

export const TENSORFLOW_ENGINE_DEFAULTS = { products: 'float32' } as const satisfies TensorflowEngineOptions;

/** @param tensorflow what `loadTensorflow` gave; its threads are set by TF_NUM_INTRAOP_THREADS before loading */
export function tensorflowEngine(tensorflow: Tensorflow, options: TensorflowEngineOptions = {}): Engine {
  const { products = TENSORFLOW_ENGINE_DEFAULTS.products } = options;
  const { binding } = tensorflow;
  const device: Device = tensorflow.gpu ? 'cuda' : 'cpu';
  const programs = new Set<TensorflowProgram>();
  return {
    name: 'tensorflow',
    device,
    async compile(fn, signature, compileOptions = {}) {
      const lowered = lower(await trace(fn, signature, compileOptions.constants), products);
      const folder = await mkdtemp(join(tmpdir(), 'bgpt-music-'));
      try {
        await writeFile(join(folder, 'saved_model.pb'), lowered.model);
        const session = binding.loadSavedModel(folder, SERVE);
        const program = new TensorflowProgram(binding, session, signature, lowered, () =>
          programs.delete(program),
        );
        programs.add(program);
        return program;
      } catch (thrown) {
        throw asEngineError(thrown, signature);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    state: (tensors) => new TensorflowState(binding, tensors),
    async dispose() {
      for (const program of programs) await program.dispose();
    },
  };
}
