/** Preloaded by a test (`--import`): writes the URL or path of every module that the process loads to the file BGPT_TEST_MODULES, CommonJS at its end. */
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';

const file = process.env.BGPT_TEST_MODULES;
const hooks = `
import { appendFileSync } from 'node:fs';
export function load(url, context, next) {
  if (!url.startsWith('node:')) appendFileSync(${JSON.stringify(file)}, 'import ' + url + '\\n');
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
process.on('exit', () => {
  const { cache } = createRequire(import.meta.url);
  for (const path of Object.keys(cache)) appendFileSync(file, `require ${path}\n`);
});
