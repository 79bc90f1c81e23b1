/**
 * What the numeric suites run on: ONNX Runtime's native library and its WebAssembly build always, WebGPU where a trial
 * finds a graphics adapter, TensorFlow where it is set up. BGPT_TEST_DEVICES (a list, such as
 * "cpu,webgpu") names them instead, and then a missing one is a failure, not a skip.
 */
import { probeDevice } from '../../src/engine/devices.ts';
import type { Device, Engine } from '../../src/engine/engine.ts';
import { onnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { loadTensorflow } from '../../src/engine/tensorflow/load.ts';
import { tensorflowEngine } from '../../src/engine/tensorflow/tensorflow-engine.ts';
import { loadWasmRuntime } from '../../src/engine/wasm/load-wasm.ts';
import { wasmEngine } from '../../src/engine/wasm/wasm-engine.ts';

/** SwiftShader gives 0.5 on two cores; the least graphics chip gives hundreds. */
const SOFTWARE_GFLOPS = 5;

export interface TestDevice {
  /** What the suite calls it. */
  name: string;
  device: Device;
  open: () => Engine;
  /** Why the suite is skipped there; empty where it runs. */
  skipped: string;
}

export async function testDevices(): Promise<TestDevice[]> {
  const asked = process.env.BGPT_TEST_DEVICES?.split(',').filter(Boolean) as Device[] | undefined;
  if (asked) return asked.map((device) => onnx(device, ''));
  const { usable, reason, gflops = 0 } = await probeDevice('onnx', 'webgpu');
  const software = usable && gflops < SOFTWARE_GFLOPS;
  const why = software
    ? `its ${gflops} GFLOP/s are a software adapter's, minutes for this suite; BGPT_TEST_DEVICES=webgpu runs it`
    : reason;
  return [
    onnx('cpu', ''),
    await wasm(),
    onnx('webgpu', usable && !software ? '' : ` (skipped: ${why})`),
    await tensorflow(),
  ];
}

function onnx(device: Device, skipped: string): TestDevice {
  return { name: device, device, open: () => onnxEngine({ device, threads: 1 }), skipped };
}

async function wasm(): Promise<TestDevice> {
  const runtime = await loadWasmRuntime(1);
  return { name: 'wasm', device: 'cpu', open: () => wasmEngine(runtime), skipped: '' };
}

async function tensorflow(): Promise<TestDevice> {
  const loaded = await loadTensorflow();
  const there = !('unavailable' in loaded);
  return {
    name: 'tensorflow',
    device: 'cpu',
    open: () => tensorflowEngine(loaded as Exclude<typeof loaded, { unavailable: string }>),
    skipped: there ? '' : ` (skipped: ${loaded.unavailable})`,
  };
}
