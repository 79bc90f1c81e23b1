/**
 * Makes @tensorflow/tfjs-node-gpu run: fetches TensorFlow, takes its library out of the wheel, compiles the package's
 * binding and tries it. Everything is made beside and moved in at the end, so a setup that fails leaves the old one.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BgptError } from '../../errors.ts';
import { fetchPackage } from '../fetch-package.ts';
import { buildBinding, requireCompiler } from './build.ts';
import { nodeObstacle } from './obstacles.ts';
import {
  findTensorflowPackage,
  placesIn,
  type TensorflowPlaces,
  TFJS_NODE_PACKAGE,
  TFJS_NODE_VERSION,
} from './places.ts';
import { unpackWheel } from './unpack.ts';
import { type TensorflowFacts, verifyTensorflow } from './verify.ts';
import { downloadWheels, requirePip } from './wheel.ts';

export interface TensorflowSetupOptions {
  /** Which TensorFlow pip fetches; the binding's sources compile against 2.21 unchanged. */
  version?: string;
  /** The CUDA 12 build, with NVIDIA's libraries (about 5 GB unpacked). */
  gpu?: boolean;
  /** Wheels that are already here; pip is not asked then. */
  wheels?: readonly string[];
  python?: string;
  /** A C++17 compiler; else the first of c++, g++, clang++. */
  compiler?: string;
  /** Sets up again what is already there. */
  force?: boolean;
  /** The npm package's folder, where it is not the one that Node finds. */
  packageFolder?: string;
  signal?: AbortSignal;
  /** Called with one line for people before each stage. */
  onStage?: (line: string) => void;
}

export const TENSORFLOW_SETUP_DEFAULTS = {
  version: '2.21.0',
  gpu: false,
  python: 'python3',
  force: false,
} as const satisfies TensorflowSetupOptions;

export interface TensorflowSetup extends TensorflowFacts {
  /** False where an earlier setup was found in order. */
  readonly changed: boolean;
  readonly packageFolder: string;
}

/** What deps/setup.json says: written last, so that its presence means a whole setup. */
interface Stamp {
  format: 1;
  /** What was asked for: the same request again has nothing to do. */
  request: string;
}

const DEFAULTS = TENSORFLOW_SETUP_DEFAULTS;

/** @throws BgptError engine/device-unavailable, setup/tool-missing, setup/failed, io/not-found, io/disk-full, interrupted */
export async function setupTensorflow(options: TensorflowSetupOptions = {}): Promise<TensorflowSetup> {
  const { version = DEFAULTS.version, gpu = DEFAULTS.gpu, python = DEFAULTS.python } = options;
  const { force = DEFAULTS.force, wheels = [], signal, onStage = () => {} } = options;
  const obstacle = nodeObstacle();
  if (obstacle)
    throw new BgptError('engine/device-unavailable', obstacle.unavailable, { hint: obstacle.hint });

  const found = options.packageFolder ? placesIn(options.packageFolder) : findTensorflowPackage();
  const places = found ?? (await fetchTfjsNode(onStage, signal));

  const request = wheels.length > 0 ? `wheels ${wheels.join(' ')}` : `${version}${gpu ? ' gpu' : ''}`;
  const stampFile = join(places.deps, 'setup.json');
  if (!force && (await readStamp(stampFile))?.request === request) {
    onStage('already set up; trying it');
    return {
      ...(await verifyTensorflow(places.package, signal)),
      changed: false,
      packageFolder: places.package,
    };
  }

  const compiler = await requireCompiler(options.compiler, signal);
  if (wheels.length === 0) await requirePip(python, signal);

  const work = placesIn(join(places.package, 'setup.partial'));
  await rm(work.package, { recursive: true, force: true });
  try {
    const downloads = join(work.package, 'wheels');
    await mkdir(downloads, { recursive: true });
    if (wheels.length === 0) onStage(`fetching TensorFlow ${version}${gpu ? ' for CUDA 12' : ''} with pip`);
    const unpacked =
      wheels.length > 0 ? wheels : await downloadWheels({ version, gpu, python, folder: downloads, signal });
    for (const wheel of unpacked) {
      onStage(`unpacking ${wheel}`);
      const files = await unpackWheel(wheel, work.deps, signal);
      if (files === 0)
        throw new BgptError('setup/failed', `${wheel} holds nothing of TensorFlow or CUDA for Linux`);
    }
    onStage(`compiling the binding with ${compiler}`);
    await buildBinding(join(places.package, 'binding'), work, compiler, signal);

    await rm(places.deps, { recursive: true, force: true });
    await rename(work.deps, places.deps);
    await mkdir(dirname(places.binding), { recursive: true });
    await rename(work.binding, places.binding);
  } finally {
    await rm(work.package, { recursive: true, force: true });
  }
  onStage('trying it');
  const facts = await verifyTensorflow(places.package, signal);
  await writeFile(stampFile, JSON.stringify({ format: 1, request } satisfies Stamp));
  return { ...facts, changed: true, packageFolder: places.package };
}

/** Its own install script would bring TensorFlow 2.9 from a host of its own: it never runs. */
async function fetchTfjsNode(
  onStage: (line: string) => void,
  signal?: AbortSignal,
): Promise<TensorflowPlaces> {
  onStage(`fetching ${TFJS_NODE_PACKAGE} ${TFJS_NODE_VERSION} with npm`);
  return placesIn(await fetchPackage({ name: TFJS_NODE_PACKAGE, version: TFJS_NODE_VERSION, signal }));
}

async function readStamp(file: string): Promise<Stamp | undefined> {
  try {
    const stamp = JSON.parse(await readFile(file, 'utf8'));
    return stamp.format === 1 ? stamp : undefined;
  } catch {
    return undefined;
  }
}
