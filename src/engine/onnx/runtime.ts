/** onnxruntime-node, from wherever it lies: the one place that loads the native library. */
import { createRequire } from 'node:module';
import { BgptError } from '../../errors.ts';
import { findOnnxLibrary } from './find-library.ts';

const found = findOnnxLibrary();
if (!found) {
  throw new BgptError('engine/device-unavailable', "ONNX Runtime's native library is not set up", {
    hint: 'Run `bgpt-music setup-native`.',
  });
}

export const ort: typeof import('onnxruntime-node') = createRequire(import.meta.url)(found.folder);
