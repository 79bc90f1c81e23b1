/**
 * Which engine and device a command runs on. What was asked for is tried and, where it is absent, refused with the
 * remedy. Otherwise a GPU is taken where CUDA runs, else ONNX Runtime on the CPU, which is always there. WebGPU is never
 * taken unasked: an adapter may be software, slower than the CPU beside it.
 */
import { existsSync } from 'node:fs';
import { BgptError } from '../errors.ts';
import type { DeviceReport } from './devices.ts';
import type { Device, Engine, EngineName } from './engine.ts';

export interface EngineRequest {
  engine?: EngineName;
  device?: Device;
  /** Threads of one op; 0 takes the number of cores. */
  threads?: number;
  /** The type that matrix products are taken in; `bfloat16` needs the tensorflow engine. */
  products?: 'float32' | 'bfloat16';
}

export interface EngineChoice {
  readonly engine: EngineName;
  readonly device: Device;
  /** Why this one, one clause. */
  readonly reason: string;
}

export const ENGINE_NAMES = ['onnx', 'tensorflow'] as const satisfies readonly EngineName[];
export const DEVICE_NAMES = ['cpu', 'webgpu', 'cuda'] as const satisfies readonly Device[];

/** For tests: what is there, without the machine. */
export interface Surroundings {
  probe: (engine: EngineName, device: Device) => Promise<DeviceReport>;
  /** Whether an NVIDIA driver is loaded: without one CUDA need not be tried, which takes seconds. */
  nvidia: () => boolean;
}

const HERE: Surroundings = {
  probe: async (engine, device) => (await import('./devices.ts')).probeDevice(engine, device),
  nvidia: () => existsSync('/proc/driver/nvidia/version'),
};

/** @throws BgptError engine/device-unavailable where what was asked for cannot be used, usage/invalid-option for a name there is none of. */
export async function chooseEngine(
  request: EngineRequest = {},
  here: Surroundings = HERE,
): Promise<EngineChoice> {
  checkName('engine', request.engine, ENGINE_NAMES);
  checkName('device', request.device, DEVICE_NAMES);
  if (request.engine === undefined && request.device === undefined) return choose(ENGINE_NAMES, here);
  if (request.device === undefined) return choose([request.engine!], here);
  const engines = request.engine ? [request.engine] : ENGINE_NAMES;
  const absent: DeviceReport[] = [];
  for (const engine of engines) {
    if (engine === 'onnx' && request.device === 'cpu') return { engine, device: 'cpu', reason: 'asked for' };
    const report = await here.probe(engine, request.device);
    if (report.usable) return { engine, device: request.device, reason: `asked for; ${report.reason}` };
    absent.push(report);
  }
  throw unavailable(absent);
}

async function choose(engines: readonly EngineName[], here: Surroundings): Promise<EngineChoice> {
  const absent: DeviceReport[] = [];
  if (here.nvidia()) {
    for (const engine of engines) {
      const report = await here.probe(engine, 'cuda');
      if (report.usable) return { engine, device: 'cuda', reason: `a GPU is there; ${report.reason}` };
      absent.push(report);
    }
  }
  const why = absent.length > 0 ? `no GPU: ${absent[0]!.reason}` : 'no NVIDIA driver is loaded';
  if (engines.includes('onnx')) return { engine: 'onnx', device: 'cpu', reason: `the default; ${why}` };
  const report = await here.probe('tensorflow', 'cpu');
  if (!report.usable) throw unavailable([report]);
  return { engine: 'tensorflow', device: 'cpu', reason: `asked for; ${why}` };
}

/** Chooses and opens; the engine is loaded only now. */
export async function openEngine(
  request: EngineRequest = {},
): Promise<{ engine: Engine; choice: EngineChoice }> {
  const choice = await chooseEngine(request);
  const options = {
    device: choice.device,
    ...(request.threads === undefined ? {} : { threads: request.threads }),
  };
  if (choice.engine === 'onnx') {
    if (request.products === 'bfloat16') {
      throw new BgptError(
        'engine/device-unavailable',
        'ONNX Runtime has no bfloat16 products on this device',
        {
          hint: 'Take --engine tensorflow (docs/tensorflow.md).',
        },
      );
    }
    const { onnxEngine } = await import('./onnx/onnx-engine.ts');
    return { engine: onnxEngine(options), choice };
  }
  const { loadTensorflow } = await import('./tensorflow/load.ts');
  const { tensorflowEngine } = await import('./tensorflow/tensorflow-engine.ts');
  const loaded = await loadTensorflow();
  if ('unavailable' in loaded) {
    throw new BgptError('engine/device-unavailable', loaded.unavailable, { hint: loaded.hint });
  }
  const { products } = request;
  return { engine: tensorflowEngine(loaded, products ? { products } : {}), choice };
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
