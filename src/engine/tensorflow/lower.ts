/**
 * A recorded graph, whose nodes are ONNX's, as a TensorFlow graph: node by node, each ONNX op written in TensorFlow's.
 * Shapes are all known, so what ONNX takes as tensors (axes, shapes) is read from the graph's constants.
 */
import { BgptError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import { Lowering, type ProductType } from './lowering.ts';
import { LOWERINGS } from './lowerings.ts';
import type { TfRef } from './saved-model.ts';

export interface Lowered {
  readonly model: Uint8Array;
  /** Input name → the reference to feed. */
  readonly inputs: ReadonlyMap<string, TfRef>;
  /** Output name → the reference to fetch. */
  readonly outputs: ReadonlyMap<string, TfRef>;
}

/** @throws BgptError graph/kernel-unsupported for an op without a form in TensorFlow here. */
export function lower(graph: Graph, products: ProductType): Lowered {
  const to = new Lowering(products);
  const inputs = new Map<string, TfRef>();
  for (const value of graph.inputs) {
    const ref = to.graph.placeholder(value.dtype, value.shape);
    inputs.set(value.name, ref);
    to.bind(value, ref);
  }
  for (const node of graph.nodes) {
    const lowering = LOWERINGS[node.op];
    if (!lowering)
      throw new BgptError('graph/kernel-unsupported', `the op ${node.op} has no form in TensorFlow here`, {
        details: { op: node.op },
        hint: 'Add it in src/engine/tensorflow/lowerings.ts, or use the onnx engine.',
      });
    const made = lowering(to, node);
    const refs = typeof made === 'string' ? [made] : made;
    node.outputs.forEach((value, i) => {
      if (refs[i] !== undefined) to.bind(value, refs[i]);
    });
  }
  const outputs = new Map<string, TfRef>();
  // An Identity of its own for each: what is fed may not be fetched, and a value shown twice is fetched twice.
  for (const [name, value] of graph.outputs)
    outputs.set(name, to.op('Identity', [to.ref(value)], value.dtype));
  return { model: to.graph.encode(), inputs, outputs };
}
