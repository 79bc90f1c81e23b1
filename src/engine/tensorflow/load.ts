/**
 * Loads TensorFlow where it is set up. Never throws: what is missing comes back as a reason and a hint, for the engine's
 * choice and for `doctor`. Nothing native is touched before it is asked for.
 *
 * TensorFlow logs to stderr unless the environment has TF_CPP_MIN_LOG_LEVEL=2 before this call; the command line sets it.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { messageOf } from '../../errors.ts';
import * as tf from '../../graph/tf.ts';
import { nodeObstacle, type Unavailable } from './obstacles.ts';
import { findTensorflowPackage, placesIn, TFJS_NODE_PACKAGE } from './places.ts';

/** An attribute of a TensorFlow op; `type` is one of the binding's TF_ATTR_ constants. */
export interface OpAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** A tensor that the binding made. */
export interface TensorflowOutput {
  id: number;
  shape: number[];
  dtype: number;
}

/** The native binding: TensorFlow's eager interface on numbered tensors, any dtype. */
export interface TensorflowBinding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  /** Copies nothing: the tensor shares the array's memory and must not outlive a change to it. Returns its number. */
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  /** How many tensors are alive. */
  getNumOfTensors(): number;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  /** Opens the SavedModel in a folder in a session of its own; `tags` are separated by commas. Returns its number. */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  /** Feeds and fetches are lists of `node:output`, separated by commas; blocks until the graph has run. */
  runSavedModel(
    session: number,
    inputs: readonly number[],
    feeds: string,
    fetches: string,
  ): TensorflowOutput[];
  executeOp(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorflowOutput[];
}

export interface Tensorflow {
  /** Registered with tfjs, but not made the current one. */
  readonly backend: 'tensorflow';
  readonly binding: TensorflowBinding;
  readonly gpu: boolean;
  /** TensorFlow's version. */
  readonly version: string;
}

export interface LoadTensorflowOptions {
  /** The npm package's folder, where it is not the one that Node finds. */
  packageFolder?: string;
}

const HINT_SETUP = 'Run `bgpt-music setup-tensorflow` (it needs Python with pip and a C++ compiler).';

export async function loadTensorflow(options: LoadTensorflowOptions = {}): Promise<Tensorflow | Unavailable> {
  const obstacle = nodeObstacle();
  if (obstacle) return obstacle;
  const places = options.packageFolder ? placesIn(options.packageFolder) : findTensorflowPackage();
  if (!places)
    return {
      unavailable: `the optional package ${TFJS_NODE_PACKAGE} is not installed`,
      hint: HINT_SETUP,
    };
  if (!existsSync(places.binding))
    return { unavailable: 'TensorFlow is not set up (no compiled binding)', hint: HINT_SETUP };
  try {
    return await register(places.package);
  } catch (thrown) {
    return { unavailable: `TensorFlow does not load: ${messageOf(thrown)}`, hint: HINT_SETUP };
  }
}

/**
 * The package makes itself the current backend on load; whoever had one keeps it. Its tfjs may be another copy than ours
 * (the published package carries its own): all copies of a process share one engine and its backends.
 */
async function register(packageFolder: string): Promise<Tensorflow> {
  const before = tf.engine().backendName;
  createRequire(import.meta.url)(packageFolder);
  const backend = tf.findBackend('tensorflow') as unknown as {
    binding: TensorflowBinding;
    isUsingGpuDevice: boolean;
  };
  if (before && before !== 'tensorflow') await tf.setBackend(before);
  const { binding, isUsingGpuDevice: gpu } = backend;
  return { backend: 'tensorflow', binding, gpu, version: binding.TF_Version };
}
