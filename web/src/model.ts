/** The page's one model: loaded when it is first asked for, and asked again after a failure. */
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { DownloadProgress } from '../../src/store/fetched-store.ts';
import { loadModel, type WebModel } from '../../src/web/load-model.ts';

let loading: Promise<WebModel> | undefined;

/** @param onProgress heard only by the call that begins the loading */
export function theModel(
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<WebModel> {
  loading ??= loadModel('models/tunes-6m/', {
    wasm: new URL(wasm, document.baseURI),
    signal,
    onProgress,
  }).catch((thrown) => {
    loading = undefined;
    throw thrown;
  });
  return loading;
}
