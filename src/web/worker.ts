/** The module that a page's worker runs. */
import type { Port } from './protocol.ts';
import { serveModel } from './serve-model.ts';

serveModel(globalThis as unknown as Port);
