/** Where ONNX Runtime's native library lies, if it does: the package is optional (docs/engine.md). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPackage } from '../own-packages.ts';

export const ONNX_PACKAGE = 'onnxruntime-node';
/** Whose decode graphs are tested; that of the WebAssembly build, too. */
export const ONNX_VERSION = '1.30.0';

export interface OnnxLibrary {
  /** The folder of the npm package. */
  readonly folder: string;
  /** The folder of this platform's shared libraries. */
  readonly libraries: string;
  readonly version: string;
}

/** Undefined where the package is not installed or has nothing for this platform. */
export function findOnnxLibrary(): OnnxLibrary | undefined {
  const folder = findPackage(ONNX_PACKAGE);
  if (folder === undefined) return undefined;
  const libraries = join(folder, LIBRARIES, process.platform, process.arch);
  if (!existsSync(libraries)) return undefined;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { folder, libraries, version };
}

/** Below the package's folder: one folder a platform, in it one an architecture. */
export const LIBRARIES = join('bin', 'napi-v6');
