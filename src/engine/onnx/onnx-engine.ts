/** Programs as ONNX graphs on ONNX Runtime's native library: the default engine where it is set up. */
import { writeFile } from 'node:fs/promises';
import { encodeOnnx } from '../../graph/onnx.ts';
import { queue } from '../../graph/queue.ts';
import { type Signature, trace } from '../../graph/trace.ts';
import {
  type CompileOptions,
  type Device,
  ENGINE_DEFAULTS,
  type Engine,
  type EngineOptions,
} from '../engine.ts';
import { asEngineError } from '../onnx-failure.ts';
import { OnnxProgram } from './onnx-program.ts';
import { OnnxState } from './onnx-state.ts';
import { ort } from './runtime.ts';
import { forWebgpu } from './webgpu-graph.ts';

export function onnxEngine(options: EngineOptions = {}): Engine {
  const { device, threads } = { ...ENGINE_DEFAULTS, ...options };
  const programs = new Set<OnnxProgram>();
  const runs = queue();
  return {
    name: 'onnx',
    device,
    flexible: true,
    async compile(fn, signature, compileOptions = {}) {
      const recorded = await trace(fn, signature, compileOptions.constants);
      const graph = device === 'webgpu' ? forWebgpu(recorded) : recorded;
      const model = encodeOnnx(graph, 'traced', compileOptions.flexible);
      if (compileOptions.saveTo) await writeFile(compileOptions.saveTo, model);
      const session = await openSession(model, device, threads, compileOptions, signature);
      const outputs = Object.fromEntries(
        [...graph.outputs].map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
      );
      try {
        const forget = () => programs.delete(program);
        const { flexible } = compileOptions;
        const program = new OnnxProgram(session, signature, outputs as Signature, runs, forget, flexible);
        programs.add(program);
        return program;
      } catch (thrown) {
        await session.release();
        throw asEngineError(thrown, signature);
      }
    },
    state: (tensors) => new OnnxState(tensors),
    async dispose() {
      for (const program of programs) await program.dispose();
    },
  };
}

async function openSession(
  model: Uint8Array,
  device: Device,
  threads: number,
  options: CompileOptions,
  signature: Signature,
) {
  try {
    return await ort.InferenceSession.create(model, {
      executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      ...(options.givesMemoryBack ? { enableCpuMemArena: false, enableMemPattern: false } : {}),
      ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
      ...(options.profile ? { enableProfiling: true, profileFilePrefix: options.profile } : {}),
      logSeverityLevel: 3,
      // Denormals, which optimiser moments decay into, cost a hundred times a normal number
      extra: { session: { set_denormal_as_zero: '1' } },
    });
  } catch (thrown) {
    throw asEngineError(thrown, signature);
  }
}
