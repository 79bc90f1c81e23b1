/**
 * The one place that imports tfjs: every op, and what tracing needs beside them; a name that is not listed is a type error.
 * Gradients and chained ops must be registered, as the union package `@tensorflow/tfjs` does and `build/tfjs-core.js` does
 * for the published package; `@tensorflow/tfjs-core` alone has none. `#tfjs` is either; in Node it is loaded as CommonJS
 * (bin/load-tfjs.js), of which an ES module sees only the default.
 */
import * as loaded from '#tfjs';

export type * from '@tensorflow/tfjs';

type Tfjs = typeof import('@tensorflow/tfjs');
const COMMONJS = 'default';
// biome-ignore lint/performance/noDynamicNamespaceImportAccess: spelled out, bundlers warn that the ES module has no such name
const tfjs = (COMMONJS in loaded ? loaded[COMMONJS] : loaded) as Tfjs;

// biome-ignore format: words
export const {
  abs, acos, acosh, add, addN, all, any, argMax, argMin, asin, asinh, atan, atan2, atanh, avgPool,
  avgPool3d, backend, backend_util, basicLSTMCell, batchNorm, batchNorm2d, batchNorm3d, batchNorm4d,
  batchToSpaceND, bincount, bitwiseAnd, broadcast_util, broadcastArgs, broadcastTo, buffer, cast, ceil,
  clipByValue, clone, complex, concat, concat1d, concat2d, concat3d, concat4d, conv1d, conv2d,
  conv2dTranspose, conv3d, conv3dTranspose, cos, cosh, cumprod, cumsum, customGrad, DataStorage,
  denseBincount, depthToSpace, depthwiseConv2d, diag, dilation2d, dispose, div, divNoNan, dot, dropout,
  einsum, elu, engine, ensureShape, equal, erf, euclideanNorm, exp, expandDims, expm1, eye, fft, fill,
  findBackend, floor, floorDiv, gather, gatherND, getBackend, getGradient, getKernelsForBackend, grad,
  grads, greater, greaterEqual, ifft, imag, irfft, isInf, keep, KernelBackend, leakyRelu, less, lessEqual,
  linspace, localResponseNormalization, log, log1p, logicalAnd, logicalNot, logicalOr, logicalXor,
  logSigmoid, logSoftmax, logSumExp, matMul, max, maximum, maxPool, maxPool3d, maxPoolWithArgmax, mean,
  memory, meshgrid, min, minimum, mirrorPad, mod, moments, movingAverage, mul, multinomial, multiRNNCell,
  neg, norm, notEqual, oneHot, ones, onesLike, outerProduct, pad, pad1d, pad2d, pad3d, pad4d, pool, pow,
  prelu, prod, raggedRange, raggedTensorToTensor, rand, randomGamma, randomNormal,
  randomStandardNormal, randomUniform, randomUniformInt, range, ready, real, reciprocal, registerBackend,
  registerKernel, relu, relu6, removeBackend, reshape, reverse, reverse1d, reverse2d, reverse3d, reverse4d,
  rfft, round, rsqrt, scalar, scatterND, searchSorted, selu, separableConv2d, setBackend, sigmoid, sign,
  sin, sinh, slice, slice1d, slice2d, slice3d, slice4d, slice_util, softmax, softplus, spaceToBatchND,
  sparseToDense, split, sqrt, square, squaredDifference, squeeze, stack, step, stridedSlice, sub, sum, tan,
  tanh, tensor, tensor1d, tensor2d, tensor3d, tensor4d, tensor5d, tensor6d, tensorScatterUpdate, tidy, tile,
  topk, train, transpose, truncatedNormal, unique, unsortedSegmentSum, unstack, util, valueAndGrad,
  valueAndGrads, variable, variableGrads, where, zeros, zerosLike,
} = tfjs;
// biome-ignore lint/suspicious/noShadowRestrictedNames: tfjs's names
export const { isFinite, isNaN } = tfjs;
// a constant hides the type of its name
export type DataStorage<T> = import('@tensorflow/tfjs').DataStorage<T>;
export type KernelBackend = import('@tensorflow/tfjs').KernelBackend;

declare module './signature.ts' {
  interface ProgramTypes {
    tensor: import('@tensorflow/tfjs').Tensor;
  }
}
