/**
 * TensorFlow comes in a Python wheel: a zip whose C library needs no Python. pip fetches it, for the index and the
 * proxy that the machine is set up with, and checks its digest.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BgptError } from '../../errors.ts';
import { runTool } from '../tool.ts';
import { readWheelMetadata } from './unpack.ts';

export interface WheelRequest {
  /** Which TensorFlow. */
  version: string;
  /** The build for CUDA 12, with NVIDIA's libraries; else the smaller one for CPUs. */
  gpu: boolean;
  /** The interpreter whose pip is asked; of any version, since nothing of the wheel runs in it. */
  python: string;
  folder: string;
  signal?: AbortSignal | undefined;
}

/** A wheel for one Python serves every Node; this tag exists for every TensorFlow since 2.12. */
const PYTHON_TAG = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
/** pip takes a platform literally: the newest of TensorFlow's and NVIDIA's own and the older ones. */
const PLATFORMS = ['2_28', '2_27', '2_17', '2_14'].map((glibc) => `manylinux_${glibc}_x86_64`);
const LEGACY_PLATFORMS = ['manylinux2014_x86_64', 'manylinux1_x86_64', 'any'];

const HINT_PYTHON =
  'Install Python 3 with pip (Debian: python3 python3-pip), name one with --python, or give the wheel with --wheel.';

/** @throws BgptError setup/tool-missing */
export async function requirePip(python: string, signal?: AbortSignal): Promise<void> {
  try {
    await runTool(python, ['-m', 'pip', '--version'], { hint: HINT_PYTHON, signal });
  } catch (thrown) {
    if (thrown instanceof BgptError && thrown.code === 'setup/failed')
      throw new BgptError('setup/tool-missing', `${python} has no pip`, { hint: HINT_PYTHON, cause: thrown });
    throw thrown;
  }
}

/** Fetches the wheels and returns their paths. */
export async function downloadWheels(request: WheelRequest): Promise<string[]> {
  const { version, gpu, folder } = request;
  await pipDownload(request, [`${gpu ? 'tensorflow' : 'tensorflow-cpu'}==${version}`]);
  if (gpu) {
    const [wheel] = await wheelsIn(folder);
    const libraries = cudaRequirements(await readWheelMetadata(wheel!));
    if (libraries.length > 0) await pipDownload(request, libraries);
  }
  return wheelsIn(folder);
}

/** The requirements of the extra `and-cuda`: `Requires-Dist: nvidia-x<13.0,>=12.5; extra == "and-cuda"` → `nvidia-x<13.0,>=12.5`. */
export function cudaRequirements(metadata: string): string[] {
  const lines = metadata.matchAll(/^Requires-Dist: *(nvidia-[^;\n]*?) *;[^\n]*extra *== *["']and-cuda["']/gm);
  return [...lines].map((line) => line[1]!);
}

async function pipDownload(request: WheelRequest, requirements: readonly string[]): Promise<void> {
  const platforms = [...PLATFORMS, ...LEGACY_PLATFORMS].flatMap((name) => ['--platform', name]);
  const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
  args.push('--only-binary=:all:', ...PYTHON_TAG, ...platforms, '--dest', request.folder, ...requirements);
  await runTool(request.python, args, { hint: HINT_PYTHON, signal: request.signal });
}

async function wheelsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.whl')).map((name) => join(folder, name));
}
