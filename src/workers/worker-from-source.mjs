// In a checkout the worker is TypeScript: a worker thread does not inherit tsx, so it is registered first. Built packages
// start gradient-worker.js itself and have no use for this file.
import { register } from 'tsx/esm/api';

register();
await import(new URL('./gradient-worker.ts', import.meta.url).href);
