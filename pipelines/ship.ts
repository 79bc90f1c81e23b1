/** `node --import tsx pipelines/ship.ts RUN DIR`: a run's weights as the checkpoint that is shipped: float16, its card kept, no optimiser. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint, writeCheckpoint } from '../src/store/checkpoint.ts';

const [run, dir] = process.argv.slice(2);
if (!run || !dir) throw new Error('ship.ts RUN DIR');
const { config, weights } = await readCheckpoint(run);
const card = await readFile(join(dir, 'README.md'), 'utf8');
await writeCheckpoint(dir, { config, weights, weightDtype: 'float16', card });
