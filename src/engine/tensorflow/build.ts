/**
 * Compiles the package's own two sources against the unpacked TensorFlow. A compiler is all it takes: Node-API's headers
 * come from npm and the interface is C, so neither node-gyp nor a download of Node's headers is needed.
 */
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BgptError } from '../../errors.ts';
import { runTool } from '../tool.ts';
import type { TensorflowPlaces } from './places.ts';

const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];
const HINT_COMPILER = 'Install a C++17 compiler (Debian: g++) or name one with --compiler.';

/** The compiler that is there. @throws BgptError setup/tool-missing */
export async function requireCompiler(wanted: string | undefined, signal?: AbortSignal): Promise<string> {
  const candidates = wanted === undefined ? ['c++', 'g++', 'clang++'] : [wanted];
  for (const compiler of candidates) {
    try {
      await runTool(compiler, ['--version'], { hint: HINT_COMPILER, signal });
      return compiler;
    } catch (thrown) {
      if (!(thrown instanceof BgptError && thrown.code === 'setup/tool-missing')) throw thrown;
    }
  }
  throw new BgptError('setup/tool-missing', `no C++ compiler found (tried ${candidates.join(', ')})`, {
    hint: HINT_COMPILER,
  });
}

/** Compiles `sources` (a folder) into `places.binding`, for the libraries in `places.deps`. */
export async function buildBinding(
  sources: string,
  places: TensorflowPlaces,
  compiler: string,
  signal?: AbortSignal,
): Promise<void> {
  const { include_dir: nodeApi } = createRequire(import.meta.url)('node-api-headers');
  await mkdir(dirname(places.binding), { recursive: true });
  const flags = ['-std=c++17', '-O2', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8'];
  const includes = [`-I${nodeApi}`, `-I${join(places.deps, 'include')}`];
  // The libraries are named in full: the wheel has no libtensorflow.so for the linker to find. $ORIGIN keeps the tree movable.
  const link = [
    `-L${join(places.deps, 'lib')}`,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
  ];
  link.push('-Wl,-rpath,$ORIGIN/../../deps/lib');
  const files = SOURCES.map((name) => join(sources, name));
  const args = [...flags, ...includes, ...files, ...link, '-o', places.binding];
  await runTool(compiler, args, { hint: HINT_COMPILER, signal });
}
