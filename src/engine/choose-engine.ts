/**
 * Which engine and device a command runs on. What was asked for is tried and, where it is absent, refused with the
 * remedy. Otherwise a GPU is taken where CUDA runs, else ONNX Runtime on the CPU: its native library where that is set up,
 * else its WebAssembly build, which is always there. WebGPU is never taken unasked: an adapter may be software, slower
 * than the CPU beside it.
 */
import { existsSync } from 'node:fs';
import { BgptError, messageOf } from '../errors.ts';
import type { DeviceReport } from './devices.ts';
import type { Device, Engine, EngineName } from './engine.ts';
import { findOnnxLibrary } from './onnx/find-library.ts';

/** What is asked of an engine; what is not asked is chosen (`chooseEngine`). */
export interface EngineRequest {
  engine?: EngineName;
  device?: Device;
  /** Threads of one op; 0 takes the number of cores. */
  threads?: number;
  /** The type that matrix products are taken in; `bfloat16` needs the tensorflow engine. */
  products?: 'float32' | 'bfloat16';
}

/** The engine that was chosen, and why. */
export interface EngineChoice {
  readonly engine: EngineName;
  readonly device: Device;
  /** Why this one, one clause. */
  readonly reason: string;
}

export const ENGINE_NAMES = ['onnx', 'wasm', 'tensorflow'] as const satisfies readonly EngineName[];
export const DEVICE_NAMES = ['cpu', 'webgpu', 'cuda'] as const satisfies readonly Device[];

/** For tests: what is there, without the machine. */
export interface Surroundings {
  probe: (engine: EngineName, device: Device) => Promise<DeviceReport>;
  /** Whether an NVIDIA driver is loaded: without one CUDA need not be tried, which takes seconds. */
  nvidia: () => boolean;
  /** Whether ONNX Runtime's native library is set up. */
  native: () => boolean;
}

const HERE: Surroundings = {
  probe: async (engine, device) => (await import('./devices.ts')).probeDevice(engine, device),
  nvidia: () => existsSync('/proc/driver/nvidia/version'),
  native: () => findOnnxLibrary() !== undefined,
};

/** @throws BgptError engine/device-unavailable where what was asked for cannot be used, usage/invalid-option for a name there is none of. */
export async function chooseEngine(
  request: EngineRequest = {},
  here: Surroundings = HERE,
): Promise<EngineChoice> {
  checkName('engine', request.engine, ENGINE_NAMES);
  checkName('device', request.device, DEVICE_NAMES);
  const engines = request.engine ? [request.engine] : ENGINE_NAMES;
  if (request.device !== undefined && request.device !== 'cpu') {
    const { choice, absent } = await onGpu(request.device, engines, here);
    if (!choice) throw unavailable(absent);
    return { ...choice, reason: `asked for; ${choice.reason}` };
  }
  if (request.device === 'cpu') return onCpu(engines, here, 'asked for');
  const gpu = here.nvidia() ? await onGpu('cuda', engines, here) : undefined;
  if (gpu?.choice) return { ...gpu.choice, reason: `a GPU is there; ${gpu.choice.reason}` };
  const why = gpu?.absent[0] ? `no GPU: ${gpu.absent[0].reason}` : 'no NVIDIA driver is loaded';
  return onCpu(engines, here, `${request.engine ? 'asked for' : 'the default'}; ${why}`);
}

/** The first engine that can use this GPU, and what keeps those before it. */
async function onGpu(
  device: Device,
  engines: readonly EngineName[],
  here: Surroundings,
): Promise<{ choice?: EngineChoice; absent: DeviceReport[] }> {
  const absent: DeviceReport[] = [];
  for (const engine of engines) {
    // It has no GPU here: among others its refusal would only be noise
    if (engine === 'wasm' && engines.length > 1) continue;
    const report = await here.probe(engine, device);
    if (report.usable) return { choice: { engine, device, reason: report.reason }, absent };
    absent.push(report);
  }
  return { absent };
}

async function onCpu(
  engines: readonly EngineName[],
  here: Surroundings,
  reason: string,
): Promise<EngineChoice> {
  const device = 'cpu';
  if (engines.includes('onnx') && here.native()) return { engine: 'onnx', device, reason };
  if (engines.includes('wasm'))
    return { engine: 'wasm', device, reason: engines.length > 1 ? NO_LIBRARY : reason };
  const engine = engines[0]!;
  const report = await here.probe(engine, device);
  if (!report.usable) throw unavailable([report]);
  return { engine, device, reason };
}

const NO_LIBRARY =
  "ONNX Runtime's native library, several times as fast, is not set up: `bgpt-music setup-native`";

/**
 * Chooses and opens; the engine is loaded only now. Unasked, a native library that is there and does not load (its C
 * library is too old, or is musl) gives way to WebAssembly, and the reason says so.
 * @throws BgptError as `chooseEngine`
 */
export async function openEngine(
  request: EngineRequest = {},
): Promise<{ engine: Engine; choice: EngineChoice }> {
  const choice = await chooseEngine(request);
  if (choice.engine === 'tensorflow') return { engine: await openTensorflow(request), choice };
  if (request.products === 'bfloat16') {
    const message = 'ONNX Runtime has no bfloat16 products on this device';
    const hint = 'Take --engine tensorflow (docs/tensorflow.md).';
    throw new BgptError('engine/device-unavailable', message, { hint });
  }
  if (choice.engine === 'wasm') return { engine: await openWasm(request), choice };
  try {
    const { onnxEngine } = await import('./onnx/onnx-engine.ts');
    const { device } = choice;
    const threads = request.threads === undefined ? {} : { threads: request.threads };
    return { engine: onnxEngine({ device, ...threads }), choice };
  } catch (thrown) {
    const reason = `ONNX Runtime's native library does not load: ${messageOf(thrown)}`;
    if (request.engine !== undefined || choice.device !== 'cpu') {
      throw new BgptError('engine/device-unavailable', reason, { cause: thrown });
    }
    return { engine: await openWasm(request), choice: { engine: 'wasm', device: 'cpu', reason } };
  }
}

async function openWasm({ threads = 0 }: EngineRequest): Promise<Engine> {
  const { wasmEngineInNode } = await import('./wasm/load-wasm.ts');
  return wasmEngineInNode(threads);
}

async function openTensorflow({ products }: EngineRequest): Promise<Engine> {
  const { loadTensorflow } = await import('./tensorflow/load.ts');
  const { tensorflowEngine } = await import('./tensorflow/tensorflow-engine.ts');
  const loaded = await loadTensorflow();
  if ('unavailable' in loaded) {
    throw new BgptError('engine/device-unavailable', loaded.unavailable, { hint: loaded.hint });
  }
  return tensorflowEngine(loaded, products ? { products } : {});
}

function unavailable(absent: readonly DeviceReport[]): BgptError {
  const [first] = absent as readonly [DeviceReport];
  const each = absent.map(({ engine, device, reason }) => `${engine} on ${device}: ${reason}`);
  return new BgptError('engine/device-unavailable', each.join('; '), {
    ...(first.hint ? { hint: first.hint } : {}),
    details: { devices: absent },
  });
}

function checkName(option: string, value: string | undefined, names: readonly string[]): void {
  if (value === undefined || names.includes(value)) return;
  throw new BgptError('usage/invalid-option', `--${option} ${value}: there are ${names.join(', ')}`);
}
