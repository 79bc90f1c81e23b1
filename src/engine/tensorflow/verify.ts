/** Loads the built engine in a process of its own, where a crash of the library costs nothing, and multiplies two matrices. */
import { BgptError } from '../../errors.ts';
import { runTool } from '../tool.ts';

export interface TensorflowFacts {
  /** TensorFlow's version. */
  readonly version: string;
  /** TensorFlow found a GPU that it can use. */
  readonly gpu: boolean;
}

const PROGRAM = `
  const tf = require(process.argv[1]);
  const product = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync();
  const { binding, isUsingGpuDevice } = tf.backend();
  require('node:fs').writeSync(1, '\\n' + JSON.stringify({ product: [...product], version: binding.TF_Version, gpu: isUsingGpuDevice }));
`;

/** @throws BgptError setup/failed */
export async function verifyTensorflow(
  packageFolder: string,
  signal?: AbortSignal,
): Promise<TensorflowFacts> {
  const stdout = await runTool(process.execPath, ['-e', PROGRAM, packageFolder], { hint: '', signal });
  const { product, version, gpu } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  if (String(product) !== '19,22,43,50')
    throw new BgptError('setup/failed', `TensorFlow loads but multiplies wrongly: got ${product}`);
  return { version, gpu };
}
