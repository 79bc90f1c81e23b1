/** Kernels that work value by value, with broadcasting where there are two inputs. */
import type * as tf from '../tf.ts';
import type { TraceBackend } from '../trace-backend.ts';
import { broadcast, cast, type Dtype, dtypeOf, register } from './kernel.ts';

/** tfjs kernel → ONNX op, one input, same shape and dtype. */
const UNARY: Record<string, string> = {
  Abs: 'Abs',
  Acos: 'Acos',
  Acosh: 'Acosh',
  Asin: 'Asin',
  Asinh: 'Asinh',
  Atan: 'Atan',
  Atanh: 'Atanh',
  Ceil: 'Ceil',
  Cos: 'Cos',
  Cosh: 'Cosh',
  Erf: 'Erf',
  Exp: 'Exp',
  Floor: 'Floor',
  Identity: 'Identity',
  Log: 'Log',
  Neg: 'Neg',
  Reciprocal: 'Reciprocal',
  Relu: 'Relu',
  Round: 'Round',
  Sigmoid: 'Sigmoid',
  Sign: 'Sign',
  Sin: 'Sin',
  Sinh: 'Sinh',
  Softplus: 'Softplus',
  Sqrt: 'Sqrt',
  Tan: 'Tan',
  Tanh: 'Tanh',
};

/** tfjs kernel → ONNX op, two inputs of one dtype, broadcasting. */
const BINARY: Record<string, string> = {
  Add: 'Add',
  Maximum: 'Max',
  Minimum: 'Min',
  Multiply: 'Mul',
  Pow: 'Pow',
  Prelu: 'PRelu',
  RealDiv: 'Div',
  Sub: 'Sub',
};

const COMPARE: Record<string, string> = {
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
  LogicalAnd: 'And',
  LogicalOr: 'Or',
};

export function binary(
  g: TraceBackend,
  op: string,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  dtype: Dtype = dtypeOf(a),
) {
  return g.record(op, [a, b], [{ dtype, shape: broadcast(a.shape, b.shape) }])[0]!;
}

export function unary(g: TraceBackend, op: string, x: tf.TensorInfo, attributes = {}) {
  return g.record(op, [x], [{ dtype: dtypeOf(x), shape: x.shape }], attributes)[0]!;
}

export function registerElementwise(): void {
  for (const [kernel, op] of Object.entries(UNARY)) {
    register(kernel, ({ inputs, g }) => unary(g, op, inputs.x));
  }
  for (const [kernel, op] of Object.entries(BINARY)) {
    register(kernel, ({ inputs, g }) => binary(g, op, inputs.a ?? inputs.x, inputs.b ?? inputs.alpha));
  }
  for (const [kernel, op] of Object.entries(COMPARE)) {
    register(kernel, ({ inputs, g }) => binary(g, op, inputs.a, inputs.b, 'bool'));
  }
  register('NotEqual', ({ inputs, g }) => unary(g, 'Not', binary(g, 'Equal', inputs.a, inputs.b, 'bool')));
  register('LogicalNot', ({ inputs, g }) => unary(g, 'Not', inputs.x));
  register(
    'IsNan',
    ({ inputs, g }) => g.record('IsNaN', [inputs.x], [{ dtype: 'bool', shape: inputs.x.shape }])[0]!,
  );
  register(
    'IsInf',
    ({ inputs, g }) => g.record('IsInf', [inputs.x], [{ dtype: 'bool', shape: inputs.x.shape }])[0]!,
  );
  register('Square', ({ inputs, g }) => binary(g, 'Mul', inputs.x, inputs.x));
  register('Rsqrt', ({ inputs, g }) => unary(g, 'Reciprocal', unary(g, 'Sqrt', inputs.x)));
  register('SquaredDifference', ({ inputs, g }) => {
    const difference = binary(g, 'Sub', inputs.a, inputs.b);
    return binary(g, 'Mul', difference, difference);
  });
  // log1p and expm1 in float32 by their definition: exact enough where |x| is not tiny, see test/graph/kernels.test.ts
  register('Log1p', ({ inputs, g }) => unary(g, 'Log', binary(g, 'Add', inputs.x, scalar(g, 1))));
  register('Expm1', ({ inputs, g }) => binary(g, 'Sub', unary(g, 'Exp', inputs.x), scalar(g, 1)));
  register('LeakyRelu', ({ inputs, attrs, g }) =>
    unary(g, 'LeakyRelu', inputs.x, { alpha: { float: attrs.alpha } }),
  );
  register('Elu', ({ inputs, g }) => unary(g, 'Elu', inputs.x));
  // of the value y: eˣ is y + 1 where x < 0
  register('EluGrad', ({ inputs: { dy, y }, g }) => {
    const above = binary(g, 'GreaterOrEqual', y, scalar(g, 0), 'bool');
    const below = binary(g, 'Mul', dy, binary(g, 'Add', y, scalar(g, 1)));
    return where(g, above, dy, below);
  });
  register('Relu6', ({ inputs, g }) => clip(g, inputs.x, 0, 6));
  register('ClipByValue', ({ inputs, attrs, g }) =>
    clip(g, inputs.x, attrs.clipValueMin, attrs.clipValueMax),
  );
  register('Step', ({ inputs, attrs, g }) => {
    const positive = binary(g, 'Greater', inputs.x, scalar(g, 0), 'bool');
    return where(g, positive, scalar(g, 1), scalar(g, attrs.alpha ?? 0));
  });
  register('Mod', ({ inputs, g }) => {
    // tfjs's mod takes the divisor's sign; ONNX's fmod the dividend's
    const quotient = binary(g, 'Div', cast(g, inputs.a, 'float32'), cast(g, inputs.b, 'float32'));
    const whole = binary(g, 'Mul', unary(g, 'Floor', quotient), cast(g, inputs.b, 'float32'));
    return cast(g, binary(g, 'Sub', cast(g, inputs.a, 'float32'), whole), dtypeOf(inputs.a));
  });
  register('FloorDiv', ({ inputs, g }) => {
    const quotient = binary(g, 'Div', cast(g, inputs.a, 'float32'), cast(g, inputs.b, 'float32'));
    return cast(g, unary(g, 'Floor', quotient), 'int32');
  });
  register('AddN', ({ inputs, g }) => {
    const all = Object.values(inputs) as tf.TensorInfo[];
    return all.slice(1).reduce((sum, x) => binary(g, 'Add', sum, x), all[0]!);
  });
  register('Cast', ({ inputs, attrs, g }) => {
    const dtype = attrs.dtype as Dtype;
    // tfjs truncates towards zero, as ONNX's Cast does
    return inputs.x.dtype === dtype ? unary(g, 'Identity', inputs.x) : cast(g, inputs.x, dtype);
  });
  register('Select', ({ inputs, g }) => {
    const { condition, t, e } = inputs;
    // ONNX Runtime has no Where of bools
    if (t.dtype !== 'bool') return where(g, condition, t, e);
    return cast(g, where(g, condition, cast(g, t, 'int32'), cast(g, e, 'int32')), 'bool');
  });
}

function scalar(g: TraceBackend, value: number): tf.TensorInfo {
  return g.tensorInfo(g.graph.scalar(value));
}

function clip(g: TraceBackend, x: tf.TensorInfo, low: number, high: number) {
  const limits = [low, high].map((limit) =>
    x.dtype === 'int32' ? g.graph.constant(Int32Array.of(limit), 'int32', []) : g.graph.scalar(limit),
  );
  return g.record('Clip', [x, ...limits], [{ dtype: dtypeOf(x), shape: x.shape }])[0]!;
}

export function where(
  g: TraceBackend,
  condition: tf.TensorInfo,
  yes: tf.TensorInfo,
  no: tf.TensorInfo,
): tf.TensorInfo {
  const shape = broadcast(condition.shape, broadcast(yes.shape, no.shape));
  return g.record('Where', [condition, yes, no], [{ dtype: dtypeOf(yes), shape }])[0]!;
}
