/**
 * Where the optional package lies and where its parts belong. The layout is the package's own: its loader looks for
 * lib/napi-v8/tfjs_binding.node, which finds TensorFlow in deps/lib next to it.
 */
import { join } from 'node:path';
import { findPackage } from '../own-packages.ts';

export const TFJS_NODE_PACKAGE = '@tensorflow/tfjs-node-gpu';
export const TFJS_NODE_VERSION = '4.22.0';

export interface TensorflowPlaces {
  /** The folder of the npm package. */
  readonly package: string;
  /** Headers, TensorFlow's libraries and, for a GPU, NVIDIA's. */
  readonly deps: string;
  /** The compiled binding. 8 is the newest Node-API version the package asks for; every Node since 16 has it. */
  readonly binding: string;
}

export function placesIn(packageFolder: string): TensorflowPlaces {
  return {
    package: packageFolder,
    deps: join(packageFolder, 'deps'),
    binding: join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node'),
  };
}

/** The installed package's places; undefined where neither npm nor `setup-tensorflow` brought it. */
export function findTensorflowPackage(): TensorflowPlaces | undefined {
  const folder = findPackage(TFJS_NODE_PACKAGE);
  return folder === undefined ? undefined : placesIn(folder);
}
