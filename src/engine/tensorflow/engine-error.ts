/** TensorFlow's message as a coded error; where memory ran out, with the size of the inputs. */
import { BgptError, messageOf } from '../../errors.ts';
import type { Signature } from '../../graph/signature.ts';
import { byteSize } from '../check.ts';

export function asEngineError(thrown: unknown, signature: Signature): BgptError {
  const message = messageOf(thrown);
  if (/OOM|[Rr]esource exhausted|RESOURCE_EXHAUSTED|bad_alloc|allocation failed/.test(message)) {
    const inputBytes = Object.values(signature).reduce((sum, spec) => sum + byteSize(spec), 0);
    const size = `${(inputBytes / 2 ** 20).toFixed(1)} MiB`;
    return new BgptError('engine/out-of-memory', `out of memory: ${message}; the inputs alone are ${size}`, {
      cause: thrown,
      details: { inputBytes },
      hint: 'Try a smaller batch or shorter sequences.',
    });
  }
  return new BgptError('engine/failed', message, { cause: thrown });
}
