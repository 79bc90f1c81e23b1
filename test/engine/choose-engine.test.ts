/** Choices that surprise: a GPU passed by, one that is not there taken, an absence without its remedy. */
import { expect, test } from 'vitest';
import { chooseEngine, openEngine, type Surroundings } from '../../src/engine/choose-engine.ts';
import { probeDevice } from '../../src/engine/devices.ts';

/** A machine that has just these, such as "onnx/cuda". */
function machine(usable: string[], nvidia = false, native = true): Surroundings & { probed: string[] } {
  const probed: string[] = [];
  return {
    probed,
    nvidia: () => nvidia,
    native: () => native,
    probe: async (engine, device) => {
      probed.push(`${engine}/${device}`);
      if (usable.includes(`${engine}/${device}`)) return { engine, device, usable: true, reason: 'it ran' };
      return { engine, device, usable: false, reason: `no ${device} here`, hint: 'Buy one.' };
    },
  };
}

test('unasked: ONNX Runtime on the CPU, and nothing is tried where there is no NVIDIA driver', async () => {
  const here = machine(['onnx/webgpu', 'tensorflow/cpu']);
  expect(await chooseEngine({}, here)).toMatchObject({
    engine: 'onnx',
    device: 'cpu',
    reason: expect.stringContaining('default'),
  });
  expect(here.probed).toEqual([]);
});

test('unasked: a GPU is taken by whichever engine can use it, else the reason says why not', async () => {
  expect(await chooseEngine({}, machine(['onnx/cuda', 'tensorflow/cuda'], true))).toMatchObject({
    engine: 'onnx',
    device: 'cuda',
  });
  expect(await chooseEngine({}, machine(['tensorflow/cuda'], true))).toMatchObject({
    engine: 'tensorflow',
    device: 'cuda',
  });
  expect(await chooseEngine({}, machine([], true))).toMatchObject({
    device: 'cpu',
    reason: 'the default; no GPU: no cuda here',
  });
});

test('an engine asked for is taken on the device it has', async () => {
  expect(await chooseEngine({ engine: 'onnx' }, machine([]))).toMatchObject({
    engine: 'onnx',
    device: 'cpu',
  });
  expect(await chooseEngine({ engine: 'tensorflow' }, machine(['tensorflow/cpu']))).toMatchObject({
    engine: 'tensorflow',
    device: 'cpu',
  });
  await expect(chooseEngine({ engine: 'tensorflow' }, machine([]))).rejects.toMatchObject({
    code: 'engine/device-unavailable',
    message: 'tensorflow on cpu: no cpu here',
    hint: 'Buy one.',
  });
});

test('a device asked for is taken by the first engine that can use it', async () => {
  expect(await chooseEngine({ device: 'cuda' }, machine(['tensorflow/cuda']))).toMatchObject({
    engine: 'tensorflow',
    device: 'cuda',
  });
  expect(await chooseEngine({ device: 'webgpu' }, machine(['onnx/webgpu']))).toMatchObject({
    engine: 'onnx',
    device: 'webgpu',
  });
  expect(await chooseEngine({ device: 'cpu' }, machine([]))).toMatchObject({ engine: 'onnx', device: 'cpu' });
});

test('without the native library WebAssembly computes, and the reason says what would be faster', async () => {
  const bare = machine([], false, false);
  for (const request of [{}, { device: 'cpu' }] as const) {
    expect(await chooseEngine(request, bare)).toMatchObject({
      engine: 'wasm',
      device: 'cpu',
      reason: expect.stringContaining('bgpt-music setup-native'),
    });
  }
  expect(bare.probed).toEqual([]);
  await expect(chooseEngine({ engine: 'onnx' }, bare)).rejects.toMatchObject({
    code: 'engine/device-unavailable',
  });
});

test('wasm asked for is taken where the native library is there too, and offers no GPU', async () => {
  expect(await chooseEngine({ engine: 'wasm' }, machine([]))).toMatchObject({
    engine: 'wasm',
    device: 'cpu',
  });
  await expect(chooseEngine({ engine: 'wasm', device: 'cuda' }, machine([]))).rejects.toMatchObject({
    code: 'engine/device-unavailable',
    message: 'wasm on cuda: no cuda here',
  });
});

test('a device that is absent says what is missing for each engine, and how to get it', async () => {
  await expect(chooseEngine({ device: 'cuda' }, machine([]))).rejects.toMatchObject({
    code: 'engine/device-unavailable',
    message: 'onnx on cuda: no cuda here; tensorflow on cuda: no cuda here',
    hint: 'Buy one.',
  });
});

test('names there are none of are usage errors', async () => {
  await expect(chooseEngine({ engine: 'torch' as never })).rejects.toMatchObject({
    code: 'usage/invalid-option',
  });
  await expect(chooseEngine({ device: 'tpu' as never })).rejects.toMatchObject({
    code: 'usage/invalid-option',
  });
});

test('the CPU is tried by really running a product in a child process', async () => {
  const report = await probeDevice('onnx', 'cpu');
  expect(report).toMatchObject({ engine: 'onnx', device: 'cpu', usable: true });
  expect(report.gflops).toBeGreaterThan(0.1);
});

const linux = process.platform === 'linux';
test.skipIf(!linux)(
  'WebGPU without a driver is told, not a crash (Linux: drivers are named by Vulkan files)',
  async () => {
    const before = process.env.VK_DRIVER_FILES;
    process.env.VK_DRIVER_FILES = '/nonexistent/driver.json';
    process.env.VK_ICD_FILENAMES = '/nonexistent/driver.json';
    try {
      expect(await probeDevice('onnx', 'webgpu')).toMatchObject({
        usable: false,
        reason: expect.stringMatching(/adapter|driver|Vulkan|trial ended/),
        hint: expect.stringContaining('docs/engine.md'),
      });
    } finally {
      delete process.env.VK_ICD_FILENAMES;
      delete process.env.VK_DRIVER_FILES;
      if (before !== undefined) process.env.VK_DRIVER_FILES = before;
    }
  },
);

test('WebAssembly is tried by really running a product, and has no GPU in Node', async () => {
  expect(await probeDevice('wasm', 'cpu')).toMatchObject({ usable: true, gflops: expect.any(Number) });
  expect(await probeDevice('wasm', 'webgpu')).toMatchObject({ usable: false, hint: expect.any(String) });
});

test('CUDA where it is absent names the missing files and the version that has them', async () => {
  const report = await probeDevice('onnx', 'cuda');
  if (report.usable) return; // a machine with CUDA set up
  expect(report.reason).toMatch(/CUDA provider|missing|trial ended/);
  expect(report.hint).toMatch(/onnxruntime-gpu==|cuDNN|webgpu/);
});

test.each(['onnx', 'wasm'] as const)('%s, asked for, opens and computes', async (name) => {
  const { engine, choice } = await openEngine({ engine: name, device: 'cpu', threads: 1 });
  expect(choice.reason).toBe('asked for');
  expect(engine.name).toBe(name);
  const program = await engine.compile(({ x }) => ({ y: x!.square() }), {
    x: { dtype: 'float32', shape: [2] },
  });
  const { y } = await program.run({ x: { dtype: 'float32', shape: [2], data: Float32Array.of(2, 3) } });
  expect([...y!.data]).toEqual([4, 9]);
  await engine.dispose();
});
