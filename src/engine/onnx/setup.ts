/**
 * Sets up ONNX Runtime's native library: fetches onnxruntime-node with npm, without its install script, keeps this
 * platform's libraries of the five it carries, and tries them.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BgptError } from '../../errors.ts';
import { probeDevice } from '../devices.ts';
import { fetchPackage } from '../fetch-package.ts';
import { ownFolder } from '../own-packages.ts';
import { findOnnxLibrary, LIBRARIES, ONNX_PACKAGE, ONNX_VERSION } from './find-library.ts';

export interface NativeSetupOptions {
  /** Fetches anew what is already there. */
  force?: boolean;
  signal?: AbortSignal;
  /** Called with one line for people before each stage. */
  onStage?: (line: string) => void;
}

export interface NativeSetup {
  readonly version: string;
  readonly folder: string;
  /** Speed of a float32 product of 512 × 512 matrices. */
  readonly gflops: number;
  /** False where it was there already. */
  readonly changed: boolean;
}

/** @throws BgptError engine/device-unavailable, setup/tool-missing, setup/failed, interrupted */
export async function setupNative(options: NativeSetupOptions = {}): Promise<NativeSetup> {
  const { force = false, signal, onStage = () => {} } = options;
  const changed = force || findOnnxLibrary() === undefined;
  if (changed) {
    onStage(`fetching ${ONNX_PACKAGE} ${ONNX_VERSION} with npm`);
    await fetchPackage({ name: ONNX_PACKAGE, version: ONNX_VERSION, trim: keepThisPlatform, signal });
  }
  onStage('trying it');
  const report = await probeDevice('onnx', 'cpu');
  const found = findOnnxLibrary();
  if (!found || !report.usable) {
    if (changed) await rm(ownFolder(ONNX_PACKAGE), { recursive: true, force: true });
    throw new BgptError('engine/device-unavailable', report.reason, {
      hint: 'The wasm engine runs everywhere, slower.',
    });
  }
  return { version: found.version, folder: found.folder, gflops: report.gflops!, changed };
}

async function keepThisPlatform(folder: string): Promise<void> {
  const all = join(folder, LIBRARIES);
  for (const platform of await readdir(all)) {
    for (const arch of await readdir(join(all, platform))) {
      const ours = platform === process.platform && arch === process.arch;
      if (!ours) await rm(join(all, platform, arch), { recursive: true });
    }
  }
}
