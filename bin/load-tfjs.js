/**
 * tfjs in Node, whole, as the default export (`#tfjs` in package.json's "imports", for src/graph/tf.ts). `import` would
 * search its 6 MB of CommonJS for names to export: 0.3 s of a cold start. Nor are its 15 MB of source maps read.
 */
import { createRequire } from 'node:module';

const mapped = process.sourceMapsEnabled === true;
process.setSourceMapsEnabled(false);
const tfjs = createRequire(import.meta.url)('@tensorflow/tfjs');
process.setSourceMapsEnabled(mapped);

export default tfjs;
