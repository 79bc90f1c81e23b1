/**
 * Fetches a package with npm, from the registry and through the proxy that npm is set up with, and runs no install script.
 * It appears whole or not at all in our own folder (`own-packages.ts`).
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ownFolder } from './own-packages.ts';
import { runTool } from './tool.ts';

export interface PackageRequest {
  name: string;
  version: string;
  /** Called with the package's folder before it is moved in: what is not needed may be removed there. */
  trim?: (folder: string) => Promise<void>;
  /** A folder that will hold the package's `node_modules`; else `ownFolder(name)`. */
  place?: string;
  signal?: AbortSignal | undefined;
}

const HINT = 'npm comes with Node; it must be on the PATH.';
/** Windows runs npm, which is a batch file there, through its shell alone. */
const NPM = process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', 'npm'] : ['npm'];

/** @returns the package's folder  @throws BgptError setup/tool-missing, setup/failed, interrupted */
export async function fetchPackage(request: PackageRequest): Promise<string> {
  const { name, version, trim, place = ownFolder(name), signal } = request;
  const work = `${place}.partial`;
  const inside = (root: string) => join(root, 'node_modules', name);
  const [program, ...first] = NPM as [string, ...string[]];
  // An `npm exec` around us has its own idea of where things go, hence the first two
  const where = ['--location=project', '--prefix', work];
  const quiet = ['--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];
  await rm(work, { recursive: true, force: true });
  try {
    await mkdir(work, { recursive: true });
    await runTool(program, [...first, 'install', ...where, ...quiet, `${name}@${version}`], {
      hint: HINT,
      signal,
    });
    await trim?.(inside(work));
    await rm(place, { recursive: true, force: true });
    await mkdir(dirname(place), { recursive: true });
    await rename(work, place);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return inside(place);
}
