/**
 * Every recording kernel as tfjs programs use it: random shapes of rank 0 to 4 with sizes of 1, broadcasting where
 * there are two inputs, and the corners that ONNX defines differently from tfjs.
 */
import type { HostTensor } from '../../src/graph/host-tensor.ts';
import * as tf from '../../src/graph/tf.ts';
import type { TensorDtype } from '../../src/graph/trace.ts';
import type { Host } from './both-ways.ts';
import { broadcastPairs, type Random, type Range, shapes, tensor } from './random.ts';

export interface KernelCase {
  inputs: Host;
  fn: (t: Record<string, tf.Tensor>) => tf.Tensor;
  /** False where the output steps or the gradient is not of this kernel. */
  gradient?: boolean;
}

type Cases = (r: Random) => KernelCase[];

const WIDE: Range = { low: -3, high: 3 };
const POSITIVE: Range = { low: 0.05, high: 4 };
/** For tan, atanh and their like: away from the poles, where one ulp of input is many of output. */
const NARROW: Range = { low: -0.9, high: 0.9 };

const any = (x: unknown) => x as tf.Tensor1D;
const given = (shape: number[], data: number[], dtype: TensorDtype = 'float32'): HostTensor => ({
  dtype,
  shape,
  data:
    dtype === 'float32'
      ? Float32Array.from(data)
      : dtype === 'int32'
        ? Int32Array.from(data)
        : Uint8Array.from(data),
});

function unary(op: (x: tf.Tensor) => tf.Tensor, range = WIDE, dtypes: TensorDtype[] = ['float32']): Cases {
  return (r) =>
    shapes(r).flatMap((shape) =>
      dtypes.map((dtype) => ({ inputs: { x: tensor(r, shape, range, dtype) }, fn: ({ x }) => op(x!) })),
    );
}

function binary(
  op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  ranges: [Range, Range] = [WIDE, WIDE],
  dtypes: TensorDtype[] = ['float32', 'int32'],
): Cases {
  return (r) =>
    broadcastPairs(r).flatMap(([a, b]) =>
      dtypes.map((dtype) => ({
        inputs: { a: tensor(r, a, ranges[0], dtype), b: tensor(r, b, ranges[1], dtype) },
        fn: ({ a, b }) => op(a!, b!),
      })),
    );
}

/** tfjs's own gradient of these does not sum over what was broadcast, on any backend. */
function gradientOfEqualShapes(cases: Cases): Cases {
  return (r) => [
    ...cases(r).map((c) => ({
      ...c,
      gradient: String(c.inputs.a!.shape) === String(c.inputs.b!.shape),
    })),
    ...shapes(r).flatMap((shape) =>
      cases(r)
        .slice(0, 1)
        .map(({ fn }) => ({ fn, inputs: { a: tensor(r, shape), b: tensor(r, shape) } })),
    ),
  ];
}

/** Over one axis, several and all of each shape, with and without keeping them. */
function reduction(
  op: (x: tf.Tensor, axes: number[] | undefined, keep: boolean) => tf.Tensor,
  dtypes: TensorDtype[] = ['float32', 'int32'],
  range = WIDE,
): Cases {
  return (r) =>
    shapes(r).flatMap((shape, rank) =>
      dtypes.flatMap((dtype) => {
        const axes =
          rank === 0 ? [undefined] : [undefined, [r.int(-rank, rank - 1)], [0, rank - 1].slice(0, rank)];
        return axes.map((axis, i) => ({
          inputs: { x: tensor(r, shape, range, dtype) },
          fn: ({ x }: Record<string, tf.Tensor>) => op(x!, axis, i % 2 === 1),
        }));
      }),
    );
}

/** For every axis of each shape of rank 1 and above. */
function alongAxis(
  op: (x: tf.Tensor, axis: number) => tf.Tensor,
  dtypes: TensorDtype[] = ['float32'],
  gradientWhen: (shape: number[], axis: number) => boolean = () => true,
): Cases {
  return (r) =>
    shapes(r)
      .slice(1)
      .flatMap((shape) =>
        shape.flatMap((_, axis) =>
          dtypes.map((dtype) => ({
            inputs: { x: tensor(r, shape, WIDE, dtype) },
            gradient: gradientWhen(shape, axis),
            fn: ({ x }: Record<string, tf.Tensor>) => op(x!, axis),
          })),
        ),
      );
}

/** tfjs's own gradient of a running sum transposes the other axes wrongly. */
const isLast = (shape: number[], axis: number) => axis === shape.length - 1;
/** tfjs's own gradients of splits fail for a single part. */
const isSeveral = (shape: number[], axis: number) => shape[axis]! > 1;

const allDtypes: TensorDtype[] = ['float32', 'int32', 'bool'];

export const CASES: Record<string, Cases> = {
  Abs: unary(tf.abs, WIDE, ['float32', 'int32']),
  Acos: unary(tf.acos, NARROW),
  Acosh: unary(tf.acosh, { low: 1.1, high: 5 }),
  Asin: unary(tf.asin, NARROW),
  Asinh: unary(tf.asinh),
  Atan: unary(tf.atan),
  Atanh: unary(tf.atanh, NARROW),
  Ceil: unary(tf.ceil),
  Cos: unary(tf.cos),
  Cosh: unary(tf.cosh),
  Elu: unary(tf.elu),
  EluGrad: (r) =>
    shapes(r).map((shape) => ({
      inputs: { dy: tensor(r, shape), y: tensor(r, shape, { low: -0.99, high: 3 }) },
      fn: ({ dy, y }) => tf.engine().runKernel('EluGrad', { dy: dy!, y: y! }) as tf.Tensor,
    })),
  Erf: unary(tf.erf),
  Exp: unary(tf.exp),
  Expm1: unary(tf.expm1),
  Floor: unary(tf.floor),
  Identity: unary((x) => x.clone(), WIDE, allDtypes),
  IsInf: () => [{ inputs: { x: given([4], [1, Infinity, -Infinity, NaN]) }, fn: ({ x }) => tf.isInf(x!) }],
  IsNan: () => [{ inputs: { x: given([4], [1, Infinity, -Infinity, NaN]) }, fn: ({ x }) => tf.isNaN(x!) }],
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.3)),
  Log: unary(tf.log, POSITIVE),
  Log1p: unary(tf.log1p, POSITIVE),
  LogicalNot: unary(tf.logicalNot, WIDE, ['bool']),
  Neg: unary(tf.neg, WIDE, ['float32', 'int32']),
  OnesLike: unary(tf.onesLike, WIDE, allDtypes),
  Reciprocal: unary(tf.reciprocal, POSITIVE),
  Relu: unary(tf.relu, WIDE, ['float32', 'int32']),
  Relu6: unary((x) => tf.relu6(x), { low: -3, high: 9 }),
  Round: (r) => [
    ...unary(tf.round)(r),
    // halves go to the even neighbour
    { inputs: { x: given([6], [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]) }, fn: ({ x }) => tf.round(x!) },
  ],
  Rsqrt: unary(tf.rsqrt, POSITIVE),
  Sigmoid: unary(tf.sigmoid),
  Sign: unary(tf.sign),
  Sin: unary(tf.sin),
  Sinh: unary(tf.sinh),
  Softplus: unary(tf.softplus),
  Sqrt: unary(tf.sqrt, POSITIVE),
  Square: unary(tf.square, WIDE, ['float32', 'int32']),
  Step: (r) => [...unary((x) => tf.step(x))(r), ...unary((x) => tf.step(x, 0.5))(r)],
  Tan: unary(tf.tan, NARROW),
  Tanh: unary(tf.tanh),
  ZerosLike: unary(tf.zerosLike, WIDE, allDtypes),
  ClipByValue: unary((x) => tf.clipByValue(x, -1, 2), WIDE, ['float32', 'int32']),
  Cast: (r) =>
    allDtypes.flatMap((from) =>
      allDtypes.flatMap((to) =>
        unary((x) => x.cast(to), WIDE, [from])(r).map((c) => ({ ...c, gradient: to === from })),
      ),
    ),

  Add: binary(tf.add),
  AddN: (r) =>
    shapes(r).map((shape) => ({
      inputs: { a: tensor(r, shape), b: tensor(r, shape), c: tensor(r, shape) },
      fn: ({ a, b, c }) => tf.addN([a!, b!, c!]),
    })),
  Sub: binary(tf.sub),
  Multiply: binary(tf.mul),
  RealDiv: binary(tf.div, [WIDE, POSITIVE], ['float32']),
  FloorDiv: binary(
    tf.floorDiv,
    [
      { low: -9, high: 9 },
      { low: 1, high: 4 },
    ],
    ['int32'],
  ),
  Mod: (r) => [
    ...binary(tf.mod, [
      { low: -9, high: 9 },
      { low: 1, high: 4 },
    ])(r),
    ...binary(
      tf.mod,
      [
        { low: -9, high: 9 },
        { low: -4, high: -1 },
      ],
      ['int32'],
    )(r),
  ],
  Maximum: gradientOfEqualShapes(binary(tf.maximum)),
  Minimum: gradientOfEqualShapes(binary(tf.minimum)),
  Pow: (r) => [
    ...binary(tf.pow, [POSITIVE, WIDE], ['float32'])(r),
    ...binary(tf.pow, [WIDE, { low: 0, high: 3 }], ['int32'])(r),
  ],
  Prelu: (r) =>
    [
      [2, 3],
      [1, 3],
      [2, 1, 4, 3],
    ].flatMap((shape) =>
      [shape, shape.slice(-1), [1]].map((alpha) => ({
        inputs: { a: tensor(r, shape), b: tensor(r, alpha, { low: 0.1, high: 0.5 }) },
        fn: ({ a, b }: Record<string, tf.Tensor>) => tf.prelu(a!, b!),
      })),
    ),
  SquaredDifference: gradientOfEqualShapes(binary(tf.squaredDifference)),
  Equal: binary(tf.equal, [WIDE, WIDE], ['int32', 'float32']),
  NotEqual: binary(tf.notEqual, [WIDE, WIDE], ['int32', 'float32']),
  Greater: binary(tf.greater),
  GreaterEqual: binary(tf.greaterEqual),
  Less: binary(tf.less),
  LessEqual: binary(tf.lessEqual),
  LogicalAnd: binary(tf.logicalAnd, [WIDE, WIDE], ['bool']),
  LogicalOr: binary(tf.logicalOr, [WIDE, WIDE], ['bool']),
  Select: (r) =>
    broadcastPairs(r).flatMap(([a, b]) =>
      allDtypes.map((dtype) => ({
        inputs: {
          a: tensor(r, a, WIDE, dtype),
          b: tensor(r, b, WIDE, dtype),
          condition: tensor(r, b, WIDE, 'bool'),
        },
        fn: ({ a, b, condition }: Record<string, tf.Tensor>) => tf.where(condition!, a!, b!),
      })),
    ),

  Sum: reduction(tf.sum, allDtypes),
  Mean: reduction(tf.mean),
  Max: reduction(tf.max),
  Min: reduction(tf.min),
  Prod: (r) =>
    reduction((x, axes, keep) => tf.prod(any(x), axes, keep))(r).map((c) => ({ ...c, gradient: false })),
  All: reduction((x, axes, keep) => tf.all(x, axes, keep), ['bool']),
  Any: reduction((x, axes, keep) => tf.any(x, axes, keep), ['bool']),
  ArgMax: alongAxis(tf.argMax, ['float32']),
  ArgMin: alongAxis(tf.argMin, ['float32']),
  Softmax: unary((x) => tf.softmax(x.rank === 0 ? x.reshape([1]) : x)),
  Cumsum: (r) => [
    ...alongAxis((x, axis) => tf.cumsum(x, axis), ['float32', 'int32'], isLast)(r),
    ...alongAxis((x, axis) => tf.cumsum(x, axis, true, true), ['float32'], isLast)(r),
  ],

  BatchMatMul: products,
  Reshape: unary((x) => x.reshape([-1, 1]), WIDE, allDtypes),
  ExpandDims: (r) => [
    ...unary((x) => tf.expandDims(x, 0))(r),
    ...unary((x) => tf.expandDims(x, -1), WIDE, allDtypes)(r),
  ],
  Transpose: (r) =>
    shapes(r)
      .slice(2)
      .flatMap((shape) => {
        const turned = shape.map((_, i) => (i + 1) % shape.length);
        return [undefined, turned].map((perm) => ({
          inputs: { x: tensor(r, shape) },
          fn: ({ x }: Record<string, tf.Tensor>) => tf.transpose(x!, perm),
        }));
      }),
  Slice: (r) =>
    shapes(r)
      .slice(1)
      .map((shape) => {
        const begin = shape.map((d) => r.int(0, d - 1));
        const size = shape.map((d, i) => (r.next() < 0.3 ? -1 : r.int(1, d - begin[i]!)));
        return { inputs: { x: tensor(r, shape) }, fn: ({ x }) => tf.slice(x!, begin, size) };
      }),
  StridedSlice: (r) => [
    { inputs: { x: tensor(r, [5, 4]) }, fn: ({ x }) => tf.stridedSlice(x!, [0, 1], [5, 4], [2, 2]) },
    { inputs: { x: tensor(r, [5, 4]) }, fn: ({ x }) => tf.stridedSlice(x!, [4, 3], [0, 0], [-2, -1]) },
    { inputs: { x: tensor(r, [5, 4]) }, fn: ({ x }) => tf.stridedSlice(x!, [4, 0], [-6, 4], [-1, 1], 0, 1) },
    { inputs: { x: tensor(r, [3, 1, 4]) }, fn: ({ x }) => tf.stridedSlice(x!, [1], [2], [1], 0, 0, 0, 0, 1) },
  ],
  Concat: (r) =>
    shapes(r)
      .slice(1)
      .flatMap((shape) =>
        shape.map((_, axis) => {
          const other = shape.map((d, i) => (i === axis ? r.int(1, 3) : d));
          return {
            inputs: { a: tensor(r, shape), b: tensor(r, other) },
            fn: ({ a, b }: Record<string, tf.Tensor>) => tf.concat([a!, b!], axis),
          };
        }),
      ),
  Pack: (r) =>
    shapes(r)
      .slice(0, 4)
      .flatMap((shape) =>
        [0, -1].map((axis) => ({
          inputs: { a: tensor(r, shape), b: tensor(r, shape) },
          fn: ({ a, b }: Record<string, tf.Tensor>) => tf.stack([a!, b!], axis < 0 ? shape.length : axis),
        })),
      ),
  // the parts joined in the other order, so that each must be the right one
  Unpack: alongAxis((x, axis) => tf.stack(tf.unstack(x, axis).reverse()), ['float32'], isSeveral),
  SplitV: (r) => [
    ...alongAxis(
      (x, axis) => tf.concat(tf.split(x, x.shape[axis]!, axis).reverse(), axis),
      ['float32'],
      isSeveral,
    )(r),
    { inputs: { x: tensor(r, [7, 2]) }, fn: ({ x }) => tf.concat(tf.split(x!, [2, 1, 4]).reverse()) },
    { inputs: { x: tensor(r, [7, 2]) }, fn: ({ x }) => tf.concat(tf.split(x!, [2, -1, 4]).reverse()) },
  ],
  PadV2: (r) =>
    shapes(r)
      .slice(1)
      .flatMap((shape) =>
        (['float32', 'int32'] as const).map((dtype) => ({
          inputs: { x: tensor(r, shape, WIDE, dtype) },
          fn: ({ x }: Record<string, tf.Tensor>) =>
            tf.pad(
              any(x),
              shape.map((_, i) => [i % 2, 2 - (i % 3)] as [number, number]),
              7,
            ),
        })),
      ),
  Tile: (r) =>
    shapes(r)
      .slice(1)
      .flatMap((shape) =>
        allDtypes.map((dtype) => ({
          inputs: { x: tensor(r, shape, WIDE, dtype) },
          fn: ({ x }: Record<string, tf.Tensor>) =>
            tf.tile(
              x!,
              shape.map((_, i) => 1 + (i % 3)),
            ),
        })),
      ),
  Fill: () =>
    (['float32', 'int32', 'bool'] as const).flatMap((dtype) =>
      [[], [1], [2, 3, 1, 2]].map((shape) => ({ inputs: {}, fn: () => tf.fill(shape, 1, dtype) })),
    ),
  Range: () => [
    { inputs: {}, fn: () => tf.range(0, 7, 2, 'int32') },
    { inputs: {}, fn: () => tf.range(5, 0, -1) },
    { inputs: {}, fn: () => tf.range(0, 1, 0.25) },
  ],
  Reverse: alongAxis((x, axis) => tf.reverse(x, [axis]), ['float32', 'int32']),

  GatherV2: (r) => [
    ...alongAxis((x, axis) =>
      tf.gather(x, tf.tensor2d([0, x.shape[axis]! - 1, 0, 0], [2, 2], 'int32'), axis),
    )(r),
    {
      inputs: { x: tensor(r, [4, 3]), ids: tensor(r, [2, 1, 5], { low: 0, high: 3 }, 'int32') },
      fn: ({ x, ids }) => tf.gather(x!, any(ids)),
    },
    {
      inputs: { x: tensor(r, [2, 4, 3]), ids: tensor(r, [2, 5], { low: 0, high: 3 }, 'int32') },
      fn: ({ x, ids }) => tf.gather(x!, any(ids), 1, 1),
    },
    {
      inputs: { x: tensor(r, [2, 3, 4, 2]), ids: tensor(r, [2, 5], { low: 0, high: 3 }, 'int32') },
      fn: ({ x, ids }) => tf.gather(x!, any(ids), 2, 1),
    },
  ],
  GatherNd: (r) =>
    [[3], [2, 2], [1, 5, 1]].map((rows) => ({
      inputs: {
        x: tensor(r, [4, 3, 2]),
        ids: tensor(r, [...rows.slice(0, -1), 2], { low: 0, high: 2 }, 'int32'),
      },
      fn: ({ x, ids }) => tf.gatherND(x!, ids!),
    })),
  UnsortedSegmentSum: (r) =>
    [[6], [6, 1], [6, 2, 3]].map((shape) => ({
      inputs: { x: tensor(r, shape), ids: tensor(r, [6], { low: 0, high: 3 }, 'int32') },
      fn: ({ x, ids }) => tf.unsortedSegmentSum(x!, any(ids), 5),
    })),
  // the same place is written twice: the values add up
  ScatterNd: (r) => [
    {
      inputs: { x: tensor(r, [3]), ids: given([3, 1], [4, 0, 4], 'int32') },
      fn: ({ x, ids }) => tf.scatterND(ids!, x!, [5]),
    },
    {
      inputs: { x: tensor(r, [3, 2], WIDE, 'int32'), ids: given([3, 1], [1, 0, 1], 'int32') },
      fn: ({ x, ids }) => tf.scatterND(ids!, x!, [4, 2]),
    },
    {
      inputs: { x: tensor(r, [2, 2]), ids: given([2, 2], [1, 0, 2, 1], 'int32') },
      fn: ({ x, ids }) => tf.scatterND(ids!, x!, [3, 2, 2]),
    },
  ],
  TensorScatterUpdate: (r) => [
    {
      inputs: { base: tensor(r, [5, 2]), x: tensor(r, [2, 2]), ids: given([2, 1], [3, 0], 'int32') },
      fn: ({ base, x, ids }) => tf.tensorScatterUpdate(base!, ids!, x!),
    },
  ],
  OneHot: () =>
    (['int32', 'float32', 'bool'] as const).flatMap((dtype) => [
      // out of range is a row of the off value
      {
        inputs: { ids: given([2, 3], [0, 3, 1, -1, 4, 2], 'int32') },
        fn: ({ ids }: Record<string, tf.Tensor>) => tf.oneHot(ids!, 4, 1, 0, dtype),
      },
      {
        inputs: { ids: given([1], [1], 'int32') },
        fn: ({ ids }: Record<string, tf.Tensor>) => tf.oneHot(ids!, 2, 1, 0, dtype),
      },
    ]),
};

function products(r: Random): KernelCase[] {
  const batches: [number[], number[]][] = [
    [[], []],
    [[1], [1]],
    [[3], [3]],
    [[3], [1]],
    [[], [2, 3]],
    // not [2, 1] with [1, 3]: tfjs's cpu backend gets that wrong (see products.test.ts)
    [
      [1, 1],
      [2, 3],
    ],
  ];
  return batches.flatMap(([left, right]) =>
    [0, 1, 2, 3].map((flags) => {
      const [transposeA, transposeB] = [(flags & 1) === 1, (flags & 2) === 2];
      const [m, k, n] = [r.int(1, 5), r.int(1, 5), r.int(1, 5)];
      const a = [...left, ...(transposeA ? [k, m] : [m, k])];
      const b = [...right, ...(transposeB ? [n, k] : [k, n])];
      return {
        // tfjs's own gradient does not sum over broadcast batches
        gradient: String(left) === String(right),
        inputs: { a: tensor(r, a), b: tensor(r, b) },
        fn: ({ a, b }: Record<string, tf.Tensor>) => tf.matMul(a!, b!, transposeA, transposeB),
      };
    }),
  );
}
