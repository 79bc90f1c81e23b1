/** The graph that a device is tried with: one matrix product, large enough that its speed means something. */
import { type Graph, GraphBuilder } from '../graph/graph.ts';

export const PROBE_SIZE = 512;

/** `y = x · x` for `x` float32 `[512, 512]`. */
export function probeGraph(): Graph {
  const builder = new GraphBuilder();
  const spec = { dtype: 'float32', shape: [PROBE_SIZE, PROBE_SIZE] } as const;
  const x = builder.input('x', spec.dtype, spec.shape);
  const [y] = builder.node('MatMul', [x, x], [spec]);
  return builder.finish(new Map([['y', y!]]));
}
