/**
 * tfjs in Node, whole, as the default export (`#tfjs` in package.json's "imports", for src/graph/tf.ts): in the published
 * package tfjs-core as `build/vendor.mjs` bundled it, in a checkout the union package. `import` would search the latter's
 * 6 MB of CommonJS for names to export: 0.3 s of a cold start. Nor are its 15 MB of source maps read.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const checkout = existsSync(new URL('../src/graph/tf.ts', import.meta.url));
const mapped = process.sourceMapsEnabled === true;
process.setSourceMapsEnabled(false);
const tfjs = createRequire(import.meta.url)(checkout ? '@tensorflow/tfjs' : '../vendor/tfjs-core/index.cjs');
process.setSourceMapsEnabled(mapped);

export default tfjs;
