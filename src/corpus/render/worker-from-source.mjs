// In a checkout the worker is TypeScript: a worker thread does not inherit tsx, so it is registered first. Built packages
// start worker.js itself and have no use for this file.
import { register } from 'tsx/esm/api';

register();
const worker = await import(new URL('./worker.ts', import.meta.url).href);
export default worker.default;
