/**
 * Programs as ONNX graphs on ONNX Runtime's WebAssembly build, in Node and in a browser: pure, the runtime is a parameter.
 * Slower than the native library (docs/engine.md); the numbers are the same to float32's last places.
 */
import { encodeOnnx } from '../../graph/onnx.ts';
import { queue } from '../../graph/queue.ts';
import { type Signature, trace } from '../../graph/trace.ts';
import { sizeOf } from '../check.ts';
import type { Engine } from '../engine.ts';
import { asEngineError } from '../onnx-failure.ts';
import type { RuntimeSession, WasmRuntime } from './runtime.ts';
import { WasmProgram } from './wasm-program.ts';
import { WasmState } from './wasm-state.ts';

/** Bytes that 32-bit WebAssembly can address. */
const ADDRESSABLE = 2 ** 32;

export interface WasmEngineOptions {
  /** Writes a traced model where `CompileOptions.saveTo` says; without it that option is passed over. */
  save?: (file: string, model: Uint8Array) => Promise<void>;
}

/** The engine `wasm` on a loaded runtime. */
export function wasmEngine(runtime: WasmRuntime, { save }: WasmEngineOptions = {}): Engine {
  const programs = new Set<WasmProgram>();
  const runs = queue();
  return {
    name: 'wasm',
    device: 'cpu',
    flexible: true,
    async compile(fn, signature, { constants, flexible = {}, saveTo } = {}) {
      const graph = await trace(fn, signature, constants);
      const outputBytes = [...graph.outputs.values()].map(({ shape }) => 4 * sizeOf(shape));
      if (Math.max(0, ...outputBytes) >= ADDRESSABLE)
        throw asEngineError('an output would require more than the 4 GiB of WebAssembly', signature);
      const model = encodeOnnx(graph, 'traced', flexible);
      if (saveTo !== undefined) await save?.(saveTo, model);
      const session = await runs.add(() => openSession(runtime, model, signature));
      const outputs = [...graph.outputs.keys()];
      const onDispose = () => programs.delete(program);
      const parts = { runtime, session, signature, outputs, flexible, queue: runs, onDispose };
      const program = new WasmProgram(parts);
      programs.add(program);
      return program;
    },
    state: (tensors) => new WasmState(tensors),
    async dispose() {
      for (const program of programs) await program.dispose();
    },
  };
}

async function openSession(
  runtime: WasmRuntime,
  model: Uint8Array,
  signature: Signature,
): Promise<RuntimeSession> {
  try {
    return await runtime.InferenceSession.create(model, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
  } catch (thrown) {
    throw asEngineError(thrown, signature);
  }
}
