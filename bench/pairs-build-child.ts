/** The whole build: reading, de-duplication, workers started and stopped, rendering, the checks, shards, manifest. */
import { rmSync } from 'node:fs';
import { buildPairs } from '../src/corpus/build.ts';
import { filesRecipe } from '../src/corpus/recipe.ts';

const [input, out, workers] = process.argv.slice(2) as [string, string, string];
rmSync(out, { recursive: true, force: true });
const started = performance.now();
const cpu = process.cpuUsage();
const { manifest } = await buildPairs({ recipe: filesRecipe([input]), out, workers: Number(workers) });
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const cpuSeconds = (user + system) / 1e6;
const { tunes, pairs, quarantined } = manifest!.counts;
// workers are threads: the process's peak is theirs, too
const peakMB = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
console.log(JSON.stringify({ tunes, pairs, quarantined, seconds, cpuSeconds, peakMB }));
