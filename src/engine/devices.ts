/**
 * What there is to run on, found out by trying: a tiny graph runs on the device in a child process, because a missing
 * graphics driver may end the process that asks for it. Nothing here throws: what is missing is told with a remedy.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../errors.ts';
import { encodeOnnx } from '../graph/onnx.ts';
import type { Device, EngineName } from './engine.ts';
import { findOnnxLibrary, ONNX_VERSION, type OnnxLibrary } from './onnx/find-library.ts';
import { PROBE_SIZE, probeGraph } from './probe-graph.ts';
import { loadTensorflow } from './tensorflow/load.ts';
import { loadWasmRuntime } from './wasm/load-wasm.ts';

export interface DeviceReport {
  readonly engine: EngineName;
  readonly device: Device;
  readonly usable: boolean;
  /** What makes it usable, or what is missing. */
  readonly reason: string;
  /** What to do about it, where it is not usable. */
  readonly hint?: string;
  /** Speed of a float32 product of 512 × 512 matrices, where it was tried; a software adapter shows by it. */
  readonly gflops?: number;
}

const run = promisify(execFile);
/** A driver that hangs must not hang the command that asks. */
const PROBE_TIMEOUT_MS = 60_000;

/** Every engine and device there could be, tried one after the other. */
export async function findDevices(): Promise<DeviceReport[]> {
  return [
    await probeDevice('onnx', 'cpu'),
    await probeDevice('onnx', 'webgpu'),
    await probeDevice('onnx', 'cuda'),
    await probeDevice('wasm', 'cpu'),
    await probeDevice('tensorflow', 'cpu'),
    await probeDevice('tensorflow', 'cuda'),
  ];
}

/** Whether this engine can use this device here, tried. */
export async function probeDevice(engine: EngineName, device: Device): Promise<DeviceReport> {
  const probe = { onnx: probeOnnx, wasm: probeWasm, tensorflow: probeTensorflow }[engine];
  return { engine, device, ...(await probe(device)) };
}

type Verdict = Omit<DeviceReport, 'engine' | 'device'>;

async function probeOnnx(device: Device): Promise<Verdict> {
  const library = findOnnxLibrary();
  if (!library) {
    const reason = "ONNX Runtime's native library is not set up";
    return { usable: false, reason, hint: 'Run `bgpt-music setup-native`.' };
  }
  const missing = device === 'cuda' ? cudaMissing(library) : undefined;
  if (missing) return { usable: false, ...missing };
  try {
    // One product on the device and none elsewhere: without this ONNX Runtime quietly takes the CPU
    const model = Buffer.from(encodeOnnx(probeGraph()));
    const child = run(process.execPath, ['--input-type=module', '-e', PROBE, device, String(PROBE_SIZE)], {
      cwd: library.folder,
      timeout: PROBE_TIMEOUT_MS,
    });
    child.child.stdin?.end(model);
    const gflops = Number(/gflops ([\d.]+)/.exec((await child).stdout)![1]);
    return { usable: true, reason: `ONNX Runtime ${library.version} ran a product on it`, gflops };
  } catch (thrown) {
    return { usable: false, ...explain(device, thrown as { stderr?: string; signal?: string }) };
  }
}

/** Runs in the child: reads a model from stdin, runs it on the device of the command line, prints its speed. */
const PROBE = `
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
const [device, n] = [process.argv[1], Number(process.argv[2])];
const session = await ort.InferenceSession.create(readFileSync(0), {
  executionProviders: [device], logSeverityLevel: 3,
  ...(device === 'cpu' ? {} : { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
});
const x = new ort.Tensor('float32', new Float32Array(n * n).fill(0.5), [n, n]);
const seconds = [];
for (let i = 0; i < 4; i++) {
  const start = performance.now();
  const { y } = await session.run({ x });
  if (y.data[n * n - 1] !== n / 4) throw new Error('the product came out wrong: ' + y.data[n * n - 1]);
  seconds.push((performance.now() - start) / 1000);
}
console.log('gflops ' + (2 * n ** 3 / Math.min(...seconds) / 1e9).toFixed(1));
`;

function explain(device: Device, { stderr = '', signal }: { stderr?: string; signal?: string }) {
  if (device === 'webgpu') {
    const noDriver = /No supported adapters|Found no drivers|vkCreateInstance|libvulkan/.test(stderr);
    return {
      reason: noDriver
        ? 'no graphics adapter: Vulkan found no driver'
        : `the trial ended with ${signal ?? lastLine(stderr)}`,
      hint: 'Install a Vulkan loader (Debian: libvulkan1) and the driver of the graphics card; VK_DRIVER_FILES names a driver that lies elsewhere (docs/engine.md).',
    };
  }
  if (device === 'cuda') {
    const library = /(lib[\w.+-]+\.so[\w.]*): cannot open shared object file/.exec(stderr)?.[1];
    return {
      reason: library
        ? `the library ${library} is missing`
        : `the trial ended with ${signal ?? lastLine(stderr)}`,
      hint: 'CUDA 13 (cuBLAS, cuRAND, the runtime) and cuDNN 9 must be on the library path (docs/engine.md).',
    };
  }
  return {
    reason: `ONNX Runtime does not load: ${signal ?? lastLine(stderr)}`,
    hint: 'Run `bgpt-music setup-native --force`; the libraries exist for Linux, Windows and macOS, x64 or arm64.',
  };
}

function lastLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /Error|error|failed/.test(line));
  return (lines.at(-1) ?? stderr.trim().split('\n').at(-1) ?? '').trim().slice(0, 300) || 'no message';
}

const CUDA_LIBRARIES = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/** npm's package has everything but the CUDA provider, which is a file of the Python package of the same version. */
function cudaMissing({ version, libraries }: OnnxLibrary): { reason: string; hint: string } | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      reason: `the CUDA provider exists for Linux x64, and this is ${process.platform} ${process.arch}`,
      hint: 'Use the webgpu device.',
    };
  }
  const absent = CUDA_LIBRARIES.filter((file) => !existsSync(join(libraries, file)));
  if (absent.length === 0) return undefined;
  return {
    reason: `ONNX Runtime's CUDA provider is missing: ${absent.join(', ')}`,
    hint: `\`pip download --no-deps onnxruntime-gpu==${version}\`, then \`unzip -j onnxruntime_gpu-${version}-*.whl '*/libonnxruntime_providers_*' -d ${libraries}\`.`,
  };
}

async function probeWasm(device: Device): Promise<Verdict> {
  if (device !== 'cpu') {
    const hint = 'Run `bgpt-music setup-native`, then take --engine onnx.';
    return { usable: false, reason: 'in Node the WebAssembly build has the CPU alone', hint };
  }
  try {
    const runtime = await loadWasmRuntime(1);
    const session = await runtime.InferenceSession.create(encodeOnnx(probeGraph()), { logSeverityLevel: 3 });
    const x = new runtime.Tensor('float32', new Float32Array(PROBE_SIZE ** 2), [PROBE_SIZE, PROBE_SIZE]);
    const seconds: number[] = [];
    for (let i = 0; i < 4; i++) {
      const start = performance.now();
      await session.run({ x });
      seconds.push((performance.now() - start) / 1000);
    }
    await session.release();
    const gflops = Number(((2 * PROBE_SIZE ** 3) / Math.min(...seconds) / 1e9).toFixed(1));
    return {
      usable: true,
      reason: `ONNX Runtime ${ONNX_VERSION} for WebAssembly ran a product on it`,
      gflops,
    };
  } catch (thrown) {
    return { usable: false, reason: messageOf(thrown), hint: 'Install the package anew.' };
  }
}

async function probeTensorflow(device: Device): Promise<Verdict> {
  if (device === 'webgpu') {
    return {
      usable: false,
      reason: 'TensorFlow knows no WebGPU',
      hint: 'Use --engine onnx --device webgpu.',
    };
  }
  const loaded = await loadTensorflow();
  if ('unavailable' in loaded) return { usable: false, reason: loaded.unavailable, hint: loaded.hint };
  const name = `TensorFlow ${loaded.version}`;
  if (device === 'cpu') return { usable: true, reason: `${name} loads` };
  if (loaded.gpu) return { usable: true, reason: `${name} finds a GPU` };
  return {
    usable: false,
    reason: `${name} finds no GPU, or is the build for CPUs`,
    hint: 'With an NVIDIA GPU and its driver: bgpt-music setup-tensorflow --gpu --force.',
  };
}
