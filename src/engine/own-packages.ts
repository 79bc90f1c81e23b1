/**
 * Packages that no install of ours brings, for their install scripts download from outside the npm registry. Whoever has
 * installed one is served by it; `fetch-package.ts` puts others into a folder of our own, which is looked into first.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** The folder of ours for a package, with a `node_modules` of its own. */
export function ownFolder(name: string): string {
  return join(packageRoot(), 'native', name.replace('/', '+'));
}

/** The folder of an installed package: our own, else the one that Node finds from here. */
export function findPackage(name: string): string | undefined {
  const { resolve } = createRequire(join(ownFolder(name), 'from-here.js'));
  try {
    return dirname(resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
