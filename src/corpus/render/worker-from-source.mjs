// In a checkout the worker is TypeScript, so tsx is registered first. Built packages start worker.js itself and have no use for
// this file.
import { register } from 'tsx/esm/api';

register();
await import(new URL('./worker.ts', import.meta.url).href);
