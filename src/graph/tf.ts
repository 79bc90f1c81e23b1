/**
 * The one place that imports tfjs. The union package is needed: its gradients are registered by `@tensorflow/tfjs`,
 * and `@tensorflow/tfjs-core` alone has none.
 */
export * from '@tensorflow/tfjs';
