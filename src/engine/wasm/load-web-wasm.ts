/** ONNX Runtime's WebAssembly build in a browser: the page says where the `.wasm` file lies, nothing comes from another host. */
import { BgptError, messageOf } from '../../errors.ts';
import { encodeOnnx } from '../../graph/onnx.ts';
import { probeGraph } from '../probe-graph.ts';
import type { WasmRuntime } from './runtime.ts';

export interface WebWasmOptions {
  /** Address of `ort-wasm-simd-threaded.wasm`, absolute. */
  wasm: string;
  /** More than one takes a page that is cross-origin isolated; elsewhere it is one. */
  threads: number;
}

/** Loads and starts the runtime. @throws BgptError engine/device-unavailable */
export async function loadWebWasm({ wasm, threads }: WebWasmOptions): Promise<WasmRuntime> {
  if (!('WebAssembly' in globalThis)) throw unavailable('this browser has no WebAssembly');
  try {
    const runtime = await import('#ort-web');
    Object.assign(runtime.env.wasm, { numThreads: threads, wasmPaths: { wasm }, proxy: false });
    // one node, so that a file that is missing or refused is found here and not in the middle of a conversion
    const session = await runtime.InferenceSession.create(encodeOnnx(probeGraph()), {
      executionProviders: ['wasm'],
    });
    await session.release();
    return runtime;
  } catch (thrown) {
    throw unavailable(messageOf(thrown), thrown);
  }
}

function unavailable(message: string, cause?: unknown): BgptError {
  return new BgptError('engine/device-unavailable', `WebAssembly does not start: ${message}`, {
    cause,
    hint: 'It takes a browser of 2021 or later with WebAssembly and SIMD, and a page that may load its .wasm file.',
  });
}
