/** How many threads generation takes where nobody says: a decode step's products are small, and sharing them has a price. */
import type { ModelConfig } from '../model/config.ts';
import { parameterCount } from '../model/model.ts';

/**
 * Parameters below which a second thread costs more than it brings
 * (8.4 M: 2,289 against 1,928 bytes/s; 6.4 M: 1,339 against 983; docs/LOG.md).
 */
const ONE_THREAD_BELOW = 20e6;

/** @returns 1, or 0 for one a core, as `EngineOptions.threads` */
export function decodeThreads(config: ModelConfig): number {
  return parameterCount(config) < ONE_THREAD_BELOW ? 1 : 0;
}
