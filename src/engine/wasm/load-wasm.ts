/**
 * ONNX Runtime's WebAssembly build in Node. The published package carries the three files of onnxruntime-web that Node
 * needs (build/vendor.mjs); a checkout takes them from the package itself.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BgptError, messageOf } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { packageRoot } from '../package-root.ts';
import type { WasmRuntime } from './runtime.ts';
import { wasmEngine } from './wasm-engine.ts';

const VENDORED = join(packageRoot(), 'vendor/onnxruntime-web/ort.node.min.mjs');
const FROM_SOURCES = import.meta.url.endsWith('.ts');

/**
 * @param threads of one op; 0 takes the number of cores. The first session of a process decides: they are made once.
 * @throws BgptError engine/device-unavailable
 */
export async function loadWasmRuntime(threads: number): Promise<WasmRuntime> {
  try {
    const runtime: typeof import('onnxruntime-web') = FROM_SOURCES
      ? await import('onnxruntime-web')
      : await import(pathToFileURL(VENDORED).href);
    runtime.env.wasm.numThreads = threads || availableParallelism();
    return runtime;
  } catch (thrown) {
    throw new BgptError(
      'engine/device-unavailable',
      `ONNX Runtime's WebAssembly build does not load: ${messageOf(thrown)}`,
      { cause: thrown, hint: 'Install the package anew.' },
    );
  }
}

/** The engine `wasm` in Node. Errors as `loadWasmRuntime`. */
export async function wasmEngineInNode(threads: number): Promise<Engine> {
  return wasmEngine(await loadWasmRuntime(threads), { save: (file, model) => writeFile(file, model) });
}
