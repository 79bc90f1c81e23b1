/**
 * zod in Node (`#zod` in package.json's "imports"). Most of its 90 files are translations; as ES modules each costs tsx's
 * loader several trips between threads, 0.1 s of a cold start from a checkout.
 */
import { createRequire } from 'node:module';

export const { z } = createRequire(import.meta.url)('zod');
