/**
 * Where the optional package lies and where its parts belong. The layout is the package's own: its loader looks for
 * lib/napi-v8/tfjs_binding.node, which finds TensorFlow in deps/lib next to it.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const TFJS_NODE_PACKAGE = '@tensorflow/tfjs-node-gpu';

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

/** The installed package's places; undefined where npm left the optional dependency out. */
export function findTensorflowPackage(): TensorflowPlaces | undefined {
  try {
    const file = createRequire(import.meta.url).resolve(`${TFJS_NODE_PACKAGE}/package.json`);
    return placesIn(dirname(file));
  } catch {
    return undefined;
  }
}
