/**
 * The one place that imports tfjs, and what of it is used. The union package is needed: gradients and chained ops are
 * registered by `@tensorflow/tfjs`, and `@tensorflow/tfjs-core` alone has none. `#tfjs` is that package; in Node it is
 * loaded as CommonJS (bin/load-tfjs.js), of which an ES module sees only the default.
 */
import * as loaded from '#tfjs';

export type * from '@tensorflow/tfjs';

type Tfjs = typeof import('@tensorflow/tfjs');
const COMMONJS = 'default';
// biome-ignore lint/performance/noDynamicNamespaceImportAccess: spelled out, bundlers warn that the ES module has no such name
const tfjs = (COMMONJS in loaded ? loaded[COMMONJS] : loaded) as Tfjs;

// biome-ignore format: words
export const {
  abs, acos, acosh, add, addN, all, any, argMax, argMin, asin, asinh, atan, atanh, backend, backend_util,
  broadcast_util, ceil, clipByValue, concat, cos, cosh, cumsum, customGrad, DataStorage, div, elu, engine,
  equal, erf, exp, expandDims, expm1, fill, floor, floorDiv, gather, gatherND, getBackend, getGradient,
  getKernelsForBackend, grad, grads, greater, greaterEqual, isInf, keep, KernelBackend, leakyRelu,
  less, lessEqual, log, log1p, logicalAnd, logicalNot, logicalOr, logSoftmax, matMul, max, maximum, mean,
  memory, min, minimum, mod, mul, neg, notEqual, oneHot, onesLike, pad, pow, prelu, prod, range, ready,
  reciprocal, registerBackend, registerKernel, relu, relu6, reverse, round, rsqrt, scalar, scatterND,
  setBackend, sigmoid, sign, sin, sinh, slice, slice_util, softmax, softplus, split, sqrt, square,
  squaredDifference, stack, step, stridedSlice, sub, sum, tan, tanh, tensor, tensor1d, tensor2d,
  tensorScatterUpdate, tidy, tile, topk, transpose, unsortedSegmentSum, unstack, util, valueAndGrads, where,
  zeros, zerosLike,
} = tfjs;
// biome-ignore lint/suspicious/noShadowRestrictedNames: tfjs's name
export const { isNaN } = tfjs;
// a constant hides the type of its name
export type DataStorage<T> = import('@tensorflow/tfjs').DataStorage<T>;
export type KernelBackend = import('@tensorflow/tfjs').KernelBackend;
