/** What keeps TensorFlow from running in this Node at all, told before anything is fetched or loaded. */
import * as nodeUtil from 'node:util';

export interface Unavailable {
  /** Why TensorFlow cannot be used, one clause. */
  readonly unavailable: string;
  /** What to do about it, one sentence. */
  readonly hint: string;
}

export interface NodeFacts {
  platform: string;
  arch: string;
  version: string;
  /** `node:util` as it is in this Node. */
  util: object;
}

const HERE: NodeFacts = {
  platform: process.platform,
  arch: process.arch,
  version: process.version,
  util: nodeUtil,
};

/** tfjs-node 4.22 calls these in some of its kernels; Node 23 removed them. */
const NEEDED_OF_UTIL = ['isNullOrUndefined', 'isArray'];

export function nodeObstacle(here: NodeFacts = HERE): Unavailable | undefined {
  if (here.platform !== 'linux' || here.arch !== 'x64')
    return {
      unavailable: `TensorFlow is set up on Linux x64 only, and this is ${here.platform} ${here.arch}`,
      hint: 'Use the onnx engine, which needs no setup.',
    };
  const gone = NEEDED_OF_UTIL.filter((name) => !(name in here.util));
  if (gone.length > 0)
    return {
      unavailable: `@tensorflow/tfjs-node-gpu 4.22 calls util.${gone.join(' and util.')}, which Node ${here.version} no longer has`,
      hint: 'Use Node 20 or 22 for the tensorflow engine, or the onnx engine on any.',
    };
  return undefined;
}
