/** Tensors by name in one piece of shared memory, each at its offset. */

export interface FlatTensors {
  /** All numbers, one tensor behind the other. */
  readonly all: Float32Array;
  /** The numbers of one tensor, a view. */
  of(name: string): Float32Array;
}

/** @param memory as many bytes as `flatBytes` says */
export function flatTensors(
  shapes: Readonly<Record<string, readonly number[]>>,
  memory: SharedArrayBuffer,
): FlatTensors {
  const all = new Float32Array(memory);
  const views = new Map<string, Float32Array>();
  let at = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const size = shape.reduce((a, b) => a * b, 1);
    views.set(name, all.subarray(at, at + size));
    at += size;
  }
  return { all, of: (name) => views.get(name)! };
}

export function flatBytes(shapes: Readonly<Record<string, readonly number[]>>): number {
  const sizes = Object.values(shapes).map((shape) => shape.reduce((a, b) => a * b, 1));
  return sizes.reduce((a, b) => a + b, 0) * Float32Array.BYTES_PER_ELEMENT;
}
