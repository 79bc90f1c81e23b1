// What the traced programs need of tfjs: tfjs-core with its gradients and chained ops, which the union package
// `@tensorflow/tfjs` registers, and nothing of its layers, converter, data and backends.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';

export * from '@tensorflow/tfjs-core';
