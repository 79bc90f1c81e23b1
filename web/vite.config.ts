/** The playground as a static site: `vite build` writes `web/dist`, which any static server serves from any folder. */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

const ROOT = join(import.meta.dirname, '..');
const MODEL = 'models/tunes-6m';
const MODEL_FILES = ['config.json', 'model.safetensors'].map((name) => ({
  address: `${MODEL}/${name}`,
  path: join(ROOT, 'checkpoints/tunes-6m', name),
}));

/** The shipped model's files at addresses without a hash: the model has checks of its own. */
function shippedModel(): Plugin {
  return {
    name: 'shipped-model',
    generateBundle() {
      for (const { address, path } of MODEL_FILES)
        this.emitFile({ type: 'asset', fileName: address, source: readFileSync(path) });
    },
    configureServer({ middlewares }) {
      for (const { address, path } of MODEL_FILES)
        middlewares.use(`/${address}`, (_, response) => createReadStream(path).pipe(response));
    },
  };
}

/** `sw.js` with the names of what was built; WebAssembly and weights are kept when they are first used. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter(
        (file) => file !== 'index.html' && !file.startsWith('models/'),
      );
      const lists = {
        'self.__AT_ONCE__': ['./', ...files.filter((file) => !file.endsWith('.wasm'))],
        'self.__LATER__': files.filter((file) => file.endsWith('.wasm')),
      };
      let source = readFileSync(join(import.meta.dirname, 'src/service-worker.js'), 'utf8');
      for (const [name, list] of Object.entries(lists)) source = source.replace(name, JSON.stringify(list));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  // relative addresses: the site works in a folder of its host
  base: './',
  resolve: {
    conditions: ['bgpt-music-source', ...defaultClientConditions],
    // as in the published package (build/vendor.mjs): the core and its gradients, not all of tfjs
    alias: { '#tfjs': join(ROOT, 'build/tfjs-core.js') },
  },
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1000, modulePreload: { polyfill: false } },
  server: { fs: { allow: [ROOT] } },
  plugins: [shippedModel(), serviceWorker()],
});
