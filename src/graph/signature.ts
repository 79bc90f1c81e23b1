/**
 * What programs look like from outside: named tensors, and a function of them. It imports no tfjs, so that the public
 * types lead to no other package's; `graph/tf.ts` says what a tensor is to whoever writes a program.
 */

export type TensorDtype = 'float32' | 'int32' | 'bool';

/** What a named tensor looks like. */
export interface TensorSpec {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
}

export type Signature = Readonly<Record<string, TensorSpec>>;

/** Named tensors with values; `bool` is a Uint8Array of 0 and 1. */
export type ConstantTensors = Readonly<
  Record<string, TensorSpec & { readonly data: Float32Array | Int32Array | Uint8Array }>
>;

/** `graph/tf.ts` adds `tensor: tf.Tensor`; without it a tensor is unknown. */
// biome-ignore lint/suspicious/noEmptyInterface: another file's declaration fills it
export interface ProgramTypes {}
/** A tfjs tensor. */
export type ProgramTensor = ProgramTypes extends { tensor: infer T } ? T : unknown;

export type Tensors = Readonly<Record<string, ProgramTensor>>;
/** A pure function of named tensors, written in tfjs ops. */
export type TensorFunction = (inputs: Tensors) => Tensors;
