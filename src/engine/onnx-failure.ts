/** What ONNX Runtime says when it fails, as a coded error: the same for its native library and its WebAssembly build. */
import { BgptError, messageOf } from '../errors.ts';
import type { Signature } from '../graph/signature.ts';
import { byteSize } from './check.ts';

/** The last four are the WebAssembly build's words for a size beyond its 4 GiB. */
const NO_MEMORY = new RegExp(
  'bad_alloc|[Ff]ailed to allocate|out of memory|OOM|Array buffer allocation failed|Invalid typed array length|' +
    'Integer overflow|memory access out of bounds|shape is too large|would require more than',
);
/** The WebAssembly build repeats its message as a coloured line of a log. */
const LOGGED = '\u001b[';

/** ONNX Runtime's message as a coded error; where memory ran out, with the sizes of the largest inputs. */
export function asEngineError(thrown: unknown, signature: Signature): BgptError {
  const message = messageOf(thrown).split(LOGGED, 1)[0]!.trim();
  if (!NO_MEMORY.test(message)) return new BgptError('engine/failed', message, { cause: thrown });
  const inputs = Object.entries(signature).map(([name, spec]) => ({ name, bytes: byteSize(spec) }));
  const largest = inputs.sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const total = inputs.reduce((sum, x) => sum + x.bytes, 0);
  return new BgptError(
    'engine/out-of-memory',
    `out of memory: ${message}; the inputs alone are ${mib(total)}`,
    {
      cause: thrown,
      details: { inputBytes: total, largest },
      hint: `Largest: ${largest.map((x) => `${x.name} ${mib(x.bytes)}`).join(', ')}. Try a smaller batch or shorter sequences.`,
    },
  );
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
