/** How each ONNX op that `graph/` records is written in TensorFlow's ops. One entry an op, in the order of the kernels' files. */
import { BgptError } from '../../errors.ts';
import type { Dtype, Node, Value } from '../../graph/graph.ts';
import { attribute, type Lowering, numbers } from './lowering.ts';
import type { TfRef, TfType } from './saved-model.ts';

type Lower = (to: Lowering, node: Node) => TfRef | TfRef[];

const out = (node: Node): Value => node.outputs[0]!;
const arg = (node: Node, i: number): Value => node.inputs[i]!;
const refs = (to: Lowering, node: Node): TfRef[] => node.inputs.map((value) => to.ref(value!));
const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Ops with one dtype, that of their first input, and inputs in the same order. */
const same =
  (name: string): Lower =>
  (to, node) =>
    to.op(name, refs(to, node), arg(node, 0).dtype);
const logical =
  (name: string): Lower =>
  (to, node) =>
    to.graph.add(name, refs(to, node));

const SAME_NAME =
  'Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Equal Erf Exp Floor Greater Identity Less Log Mul Neg Pow Reciprocal Relu Round Sigmoid Sign Sin Sinh Softplus Sqrt Sub Tan Tanh';
const OTHER_NAME = {
  Add: 'AddV2',
  Max: 'Maximum',
  Min: 'Minimum',
  GreaterOrEqual: 'GreaterEqual',
  LessOrEqual: 'LessEqual',
  Clip: 'ClipByValue',
  IsNaN: 'IsNan',
  IsInf: 'IsInf',
  Xor: 'NotEqual',
} as const;

const ONNX_TYPES: Record<number, Dtype> = { 1: 'float32', 6: 'int32', 7: 'int64', 9: 'bool' };

/** A product of two values, in bfloat16 where the engine has it: factors and result are rounded, the sums are not. */
function product(
  to: Lowering,
  op: 'MatMul' | 'BatchMatMulV2',
  [a, b]: readonly [Value, Value],
  flags: Readonly<Record<string, boolean>>,
  made: Value,
): void {
  if (to.products === 'float32')
    to.bind(made, to.graph.add(op, [to.ref(a), to.ref(b)], { ...flags, T: { type: 'float32' } }));
  else to.bindHalf(made, to.graph.add(op, [to.half(a), to.half(b)], { ...flags, T: { type: 'bfloat16' } }));
}

function scaled(to: Lowering, ref: TfRef, factor: number): TfRef {
  return factor === 1 ? ref : to.op('Mul', [ref, to.scalar(factor)]);
}

const gemm: Lower = (to, node) => {
  const made = { ...out(node) };
  const flags = {
    transpose_a: attribute(node, 'transA', 0) === 1,
    transpose_b: attribute(node, 'transB', 0) === 1,
  };
  const alpha = attribute(node, 'alpha', 1);
  const bias = node.inputs[2];
  if (alpha === 1 && !bias) {
    product(to, 'MatMul', [arg(node, 0), arg(node, 1)], flags, out(node));
    return [];
  }
  product(to, 'MatMul', [arg(node, 0), arg(node, 1)], flags, made);
  const whole = scaled(to, to.ref(made), alpha);
  if (!bias) return whole;
  return to.op(bias.shape.length === 1 ? 'BiasAdd' : 'AddV2', [whole, to.ref(bias)]);
};

/**
 * The factor goes on the smaller of the first input and the result. Scores of attention, which are a product with a factor and its
 * second input transposed, stay float32: an exponential follows, and bfloat16 would make of 8 what lies between 7.97 and 8.03.
 */
const batchedProduct: Lower = (to, node) => {
  const alpha = attribute(node, 'alpha', 1);
  const [a, b] = [arg(node, 0), arg(node, 1)];
  const flags = { adj_x: attribute(node, 'transA', 0) === 1, adj_y: attribute(node, 'transB', 0) === 1 };
  if (to.products === 'bfloat16' && alpha === 1) {
    product(to, 'BatchMatMulV2', [a, b], flags, out(node));
    return [];
  }
  const scores = alpha !== 1 && flags.adj_y;
  if (to.products === 'bfloat16' && !scores) {
    const made = { ...out(node) };
    product(to, 'BatchMatMulV2', [a, b], flags, made);
    return scaled(to, to.ref(made), alpha);
  }
  const early = count(a.shape) < count(out(node).shape);
  const left = early ? scaled(to, to.ref(a), alpha) : to.ref(a);
  const made = to.graph.add('BatchMatMulV2', [left, to.ref(b)], { ...flags, T: { type: 'float32' } });
  return early ? made : scaled(to, made, alpha);
};

/** Moves a value's elements: as bfloat16 where that is all there is of it. */
const moved =
  (move: (to: Lowering, node: Node, x: TfRef, type: TfType) => TfRef[]): Lower =>
  (to, node) => {
    const x = arg(node, 0);
    if (!to.isHalf(x)) return move(to, node, to.ref(x), x.dtype);
    for (const [i, ref] of move(to, node, to.half(x), 'bfloat16').entries())
      to.bindHalf(node.outputs[i]!, ref);
    return [];
  };

/** Rows above which a sum over the leading axes is a product with ones: TensorFlow's own runs at a seventh of the memory's speed. */
const MANY_ROWS = 256;

const reduce =
  (name: string): Lower =>
  (to, node) => {
    const x = arg(node, 0);
    const axes = numbers(node.inputs[1]);
    const leading = axes.every((axis, i) => axis === i) && axes.length < x.shape.length;
    const rows = count(x.shape.slice(0, axes.length));
    if (name === 'Sum' && leading && rows >= MANY_ROWS && x.dtype === 'float32') {
      const flat = reshaped(to, to.ref(x), [rows, count(x.shape) / rows]);
      const ones = to.graph.constant(new Float32Array(rows).fill(1), 'float32', [1, rows]);
      const flags = { transpose_a: false, transpose_b: false, T: { type: 'float32' } } as const;
      return reshaped(to, to.graph.add('MatMul', [ones, flat], flags), out(node).shape);
    }
    return to.graph.add(name, [to.ref(x), to.ints(axes)], {
      T: { type: x.dtype },
      Tidx: { type: 'int32' },
      keep_dims: attribute(node, 'keepdims', 1) === 1,
    });
  };

const argument =
  (name: string): Lower =>
  (to, node) =>
    to.graph.add(name, [to.ref(arg(node, 0)), to.ints([attribute(node, 'axis', 0)], [])], {
      T: { type: arg(node, 0).dtype },
      Tidx: { type: 'int32' },
      output_type: { type: 'int64' },
    });

const lastAxis =
  (name: string): Lower =>
  (to, node) => {
    const axis = attribute(node, 'axis', -1);
    if (axis !== -1 && axis !== out(node).shape.length - 1) throw unsupported(node, `along axis ${axis}`);
    return to.op(name, refs(to, node));
  };

function reshaped(to: Lowering, ref: TfRef, shape: readonly number[], dtype: TfType = 'float32'): TfRef {
  return to.graph.add('Reshape', [ref, to.ints(shape)], { T: { type: dtype }, Tshape: { type: 'int32' } });
}

function gather(to: Lowering, x: Value, indices: Value, axis: number, batch = 0): TfRef {
  return to.graph.add('GatherV2', [to.ref(x), to.ref(indices), to.ints([axis], [])], {
    Tparams: { type: x.dtype },
    Tindices: { type: indices.dtype },
    Taxis: { type: 'int32' },
    batch_dims: batch,
  });
}

const slice = moved((to, node, ref, type) => {
  const x = arg(node, 0);
  const [from, end, axes, steps] = node.inputs.slice(1).map(numbers) as [
    number[],
    number[],
    number[],
    number[],
  ];
  if (from.every((start, i) => start === -1 && steps[i] === -1))
    return [to.graph.add('ReverseV2', [ref, to.ints(axes)], { T: { type }, Tidx: { type: 'int32' } })];
  if (axes.length !== x.shape.length) throw unsupported(node, 'of some axes');
  const attributes = { T: { type }, Index: { type: 'int32' } } as const;
  if (steps.every((step) => step === 1))
    return [to.graph.add('Slice', [ref, to.ints(from), to.ints(out(node).shape)], attributes)];
  return [to.graph.add('StridedSlice', [ref, to.ints(from), to.ints(end), to.ints(steps)], attributes)];
});

const split = moved((to, node, ref, type) => {
  const sizes = numbers(node.inputs[1]);
  const axis = attribute(node, 'axis', 0);
  const made = to.graph.add('SplitV', [ref, to.ints(sizes), to.ints([axis], [])], {
    T: { type },
    Tlen: { type: 'int32' },
    num_split: sizes.length,
  });
  return sizes.map((_, i) => (i === 0 ? made : `${made}:${i}`));
});

const pad: Lower = (to, node) => {
  const [x, value] = [arg(node, 0), arg(node, 2)];
  const [pads, rank] = [numbers(node.inputs[1]), x.shape.length];
  const pairs = to.ints(
    x.shape.flatMap((_, i) => [pads[i]!, pads[rank + i]!]),
    [rank, 2],
  );
  return to.graph.add('PadV2', [to.ref(x), pairs, to.ref(value)], {
    T: { type: x.dtype },
    Tpaddings: { type: 'int32' },
  });
};

const oneHot: Lower = (to, node) => {
  const [off, on] = numbers(node.inputs[2]) as [number, number];
  const depth = to.ints(numbers(node.inputs[1]), []);
  return to.graph.add('OneHot', [to.ref(arg(node, 0)), depth, to.scalar(on), to.scalar(off)], {
    T: { type: 'float32' },
    TI: { type: arg(node, 0).dtype },
    axis: -1,
  });
};

const scatter: Lower = (to, node) =>
  to.graph.add(
    node.attributes.reduction === 'add' ? 'TensorScatterAdd' : 'TensorScatterUpdate',
    refs(to, node),
    { T: { type: arg(node, 0).dtype }, Tindices: { type: arg(node, 1).dtype } },
  );

function rowMean(to: Lowering, x: TfRef): TfRef {
  return to.graph.add('Mean', [x, to.ints([-1])], {
    T: { type: 'float32' },
    Tidx: { type: 'int32' },
    keep_dims: true,
  });
}

/** `1 / √(mean x² + ε)` of each row. */
function rowScale(to: Lowering, x: TfRef, node: Node): TfRef {
  const epsilon = to.scalar(attribute(node, 'epsilon', 1e-5));
  return to.op('Rsqrt', [to.op('AddV2', [rowMean(to, to.op('Square', [x])), epsilon])]);
}

const layerNorm: Lower = (to, node) => {
  const [x, gain, bias] = refs(to, node) as [TfRef, TfRef, TfRef];
  const mean = rowMean(to, x);
  const centred = to.op('Sub', [x, mean]);
  const scale = rowScale(to, centred, node);
  const unit = to.op('Mul', [centred, scale]);
  return [to.op('AddV2', [to.op('Mul', [unit, gain]), bias]), mean, scale];
};

const rmsNorm: Lower = (to, node) => {
  const [x, gain] = refs(to, node) as [TfRef, TfRef];
  const scale = rowScale(to, x, node);
  return [to.op('Mul', [to.op('Mul', [x, scale]), gain]), scale];
};

/** `x · σ(2C(x + A x³))`: the same tanh-GELU in the fewest passes over memory. */
const gelu: Lower = (to, node) => {
  const x = to.ref(arg(node, 0));
  const c = 2 * Math.sqrt(2 / Math.PI);
  const cubic = scaled(to, to.op('Square', [x]), c * 0.044715);
  const gate = to.op('Sigmoid', [to.op('Mul', [to.op('AddV2', [cubic, to.scalar(c)]), x])]);
  return to.op('Mul', [x, gate]);
};

/** Halves of each head turned by the rows of the cosine and sine tables at the positions. */
const rotary: Lower = (to, node) => {
  const [x, positions, cosines, sines] = [arg(node, 0), arg(node, 1), arg(node, 2), arg(node, 3)];
  const [batch, , n, d] = x.shape as [number, number, number, number];
  const tables = [cosines, sines].map((table) =>
    reshaped(to, gather(to, table, positions, 0), [batch, 1, n, d / 2]),
  );
  const [cos, sin] = tables as [TfRef, TfRef];
  const a = to.graph.add('SplitV', [to.ref(x), to.ints([d / 2, d / 2]), to.ints([3], [])], {
    T: { type: 'float32' },
    Tlen: { type: 'int32' },
    num_split: 2,
  });
  const b = `${a}:1`;
  const mul = (p: TfRef, q: TfRef) => to.op('Mul', [p, q]);
  const halves = [to.op('Sub', [mul(a, cos), mul(b, sin)]), to.op('AddV2', [mul(a, sin), mul(b, cos)])];
  return concat(to, halves, 3, 'float32');
};

function concat(to: Lowering, parts: readonly TfRef[], axis: number, dtype: Dtype): TfRef {
  // TensorFlow joins two parts or more
  if (parts.length === 1) return to.op('Identity', parts, dtype);
  return to.graph.add('ConcatV2', [...parts, to.ints([axis], [])], {
    T: { type: dtype },
    Tidx: { type: 'int32' },
    N: parts.length,
  });
}

function unsupported(node: Node, what: string): BgptError {
  return new BgptError(
    'graph/kernel-unsupported',
    `the op ${node.op} ${what} has no form in TensorFlow here`,
    {
      details: { op: node.op },
    },
  );
}

export const LOWERINGS: Readonly<Record<string, Lower>> = {
  ...Object.fromEntries(SAME_NAME.split(' ').map((name) => [name, same(name)])),
  ...Object.fromEntries(Object.entries(OTHER_NAME).map(([onnx, name]) => [onnx, same(name)])),
  And: logical('LogicalAnd'),
  Or: logical('LogicalOr'),
  Not: logical('LogicalNot'),
  Div: (to, node) =>
    to.op(arg(node, 0).dtype === 'float32' ? 'RealDiv' : 'TruncateDiv', refs(to, node), arg(node, 0).dtype),
  PRelu: (to, node) => {
    const [x, slope] = refs(to, node) as [TfRef, TfRef];
    const below = to.op('Minimum', [x, to.scalar(0)]);
    return to.op('AddV2', [to.op('Relu', [x]), to.op('Mul', [below, slope])]);
  },
  LeakyRelu: (to, node) =>
    to.graph.add('LeakyRelu', refs(to, node), {
      T: { type: 'float32' },
      alpha: { float: attribute(node, 'alpha', 0.01) },
    }),
  Where: (to, node) => to.op('SelectV2', refs(to, node), out(node).dtype),
  Cast: (to, node) =>
    to.cast(to.ref(arg(node, 0)), arg(node, 0).dtype, ONNX_TYPES[attribute(node, 'to', 1)]!),
  ReduceSum: reduce('Sum'),
  ReduceMean: reduce('Mean'),
  ReduceMax: reduce('Max'),
  ReduceMin: reduce('Min'),
  ReduceProd: reduce('Prod'),
  ArgMax: argument('ArgMax'),
  ArgMin: argument('ArgMin'),
  Softmax: lastAxis('Softmax'),
  LogSoftmax: lastAxis('LogSoftmax'),
  CumSum: (to, node) =>
    to.graph.add('Cumsum', refs(to, node), {
      T: { type: arg(node, 0).dtype },
      Tidx: { type: 'int32' },
      exclusive: attribute(node, 'exclusive', 0) === 1,
      reverse: attribute(node, 'reverse', 0) === 1,
    }),
  Gemm: gemm,
  FusedMatMul: batchedProduct,
  Reshape: moved((to, node, x, type) => [reshaped(to, x, out(node).shape, type)]),
  Transpose: moved((to, node, x, type) => [
    to.graph.add('Transpose', [x, to.ints(node.attributes.perm as readonly number[])], {
      T: { type },
      Tperm: { type: 'int32' },
    }),
  ]),
  Slice: slice,
  Concat: (to, node) => concat(to, refs(to, node), attribute(node, 'axis', 0), out(node).dtype),
  Split: split,
  Pad: pad,
  Tile: (to, node) =>
    to.graph.add('Tile', [to.ref(arg(node, 0)), to.ints(numbers(node.inputs[1]))], {
      T: { type: out(node).dtype },
      Tmultiples: { type: 'int32' },
    }),
  Expand: (to, node) =>
    to.graph.add('BroadcastTo', [to.ref(arg(node, 0)), to.ints(out(node).shape)], {
      T: { type: out(node).dtype },
      Tidx: { type: 'int32' },
    }),
  Gather: (to, node) => gather(to, arg(node, 0), arg(node, 1), attribute(node, 'axis', 0)),
  GatherElements: (to, node) => {
    if (arg(node, 0).shape.length !== 2 || attribute(node, 'axis', 0) !== 1)
      throw unsupported(node, 'but of rows');
    return gather(to, arg(node, 0), arg(node, 1), 1, 1);
  },
  GatherND: (to, node) =>
    to.graph.add('GatherNd', refs(to, node), {
      Tparams: { type: arg(node, 0).dtype },
      Tindices: { type: arg(node, 1).dtype },
    }),
  ScatterND: scatter,
  OneHot: oneHot,
  LayerNormalization: layerNorm,
  SimplifiedLayerNormalization: rmsNorm,
  FastGelu: gelu,
  RotaryEmbedding: rotary,
};
