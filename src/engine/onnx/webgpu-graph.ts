/**
 * A graph as ONNX Runtime's WebGPU provider (1.30) computes it rightly. Its SimplifiedLayerNormalization leaves the second
 * output, 1/rms, unwritten: plain nodes compute it instead. Its Pow fails where both sides are stretched: one is stretched before.
 */
import type { Graph, Node, Value } from '../../graph/graph.ts';

export function forWebgpu(graph: Graph): Graph {
  const constants: Value[] = [...graph.constants];
  const nodes = graph.nodes.flatMap((node, index) => {
    if (node.op === 'SimplifiedLayerNormalization' && node.outputs.length > 1)
      return withScale(node, `%rms${index}`, constants);
    const stretched = (x: Value | undefined) => String(x!.shape) !== String(node.outputs[0]!.shape);
    if (node.op === 'Pow' && node.inputs.every(stretched)) return withBase(node, `%pow${index}`, constants);
    return [node];
  });
  return { ...graph, constants, nodes };
}

/** The normalisation, and `1 / √(mean(x²) + ε)` beside it. */
function withScale(node: Node, name: string, constants: Value[]): Node[] {
  const x = node.inputs[0]!;
  const [y, scale] = node.outputs as [Value, Value];
  const { epsilon } = node.attributes as { epsilon: { float: number } };
  const constant = (suffix: string, made: Omit<Value, 'name'>) => {
    const value = { ...made, name: `${name}.${suffix}` };
    constants.push(value);
    return value;
  };
  const axes = constant('axes', { dtype: 'int64', shape: [1], constant: BigInt64Array.of(-1n) });
  const little = constant('epsilon', {
    dtype: 'float32',
    shape: [],
    constant: Float32Array.of(epsilon.float),
  });
  const value = (suffix: string, shape: readonly number[]): Value => ({
    name: `${name}.${suffix}`,
    dtype: 'float32',
    shape,
  });
  const [square, mean, sum, root] = [
    value('square', x.shape),
    value('mean', scale.shape),
    value('sum', scale.shape),
    value('root', scale.shape),
  ];
  const plain = (op: string, inputs: Value[], output: Value, attributes = {}): Node => ({
    ...{ op, domain: '', inputs, attributes },
    outputs: [output],
  });
  return [
    { ...node, outputs: [y] },
    plain('Mul', [x, x], square!),
    plain('ReduceMean', [square!, axes], mean!, { keepdims: 1 }),
    plain('Add', [mean!, little], sum!),
    plain('Sqrt', [sum!], root!),
    plain('Reciprocal', [root!], scale),
  ];
}

/** The power of a base that already has the shape of the result. */
function withBase(node: Node, name: string, constants: Value[]): Node[] {
  const [base, exponent] = node.inputs as [Value, Value];
  const { shape } = node.outputs[0]!;
  const size: Value = {
    ...{ name: `${name}.shape`, dtype: 'int64', shape: [shape.length] },
    constant: BigInt64Array.from(shape, BigInt),
  };
  constants.push(size);
  const wide: Value = { name: `${name}.base`, dtype: base.dtype, shape };
  const expand: Node = { op: 'Expand', domain: '', inputs: [base, size], outputs: [wide], attributes: {} };
  return [expand, { ...node, inputs: [wide, exponent] }];
}
