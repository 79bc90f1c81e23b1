/** Cold start: `convert-cold.mjs MODEL-MODULE CHECKPOINT`; says when the first byte is there, counted from the process's start, and its processor time. */
import { pathToFileURL } from 'node:url';

const [module, checkpoint] = process.argv.slice(2);
const { loadModel } = await import(pathToFileURL(module).href);
const model = await loadModel(checkpoint);
await model.stream('X:1\nT:Cold\nM:4/4\nL:1/8\nK:G\nGABc d2e2|d4 B4|GABc d2e2|d4 G4|\n').next();
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ seconds: performance.now() / 1000, processorSeconds: (user + system) / 1e6 }));
process.exit(0);
