/** The contestant: the tunes in memory, one thread, abcjs as its manual shows it, nothing checked and nothing written. */
import abcjs from 'abcjs';
import { fileSources } from '../src/corpus/sources/source-of.ts';

const abcs: string[] = [];
for await (const entry of fileSources([process.argv[2]!])) if (entry.kind === 'tune') abcs.push(entry.abc);
const print = console.log;
console.log = () => undefined;
const started = performance.now();
const cpu = process.cpuUsage();
for (const abc of abcs) {
  try {
    abcjs.synth.getMidiFile(abc, { midiOutputType: 'binary', chordsOff: true });
  } catch {
    // a tune that it cannot do costs it no more than this
  }
}
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
print(JSON.stringify({ tunes: abcs.length, seconds, cpuSeconds: (user + system) / 1e6 }));
