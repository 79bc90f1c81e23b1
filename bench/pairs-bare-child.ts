/** The contestant: the tunes in memory, one thread, abcjs as its manual shows it, nothing checked and nothing written. */
import abcjs from 'abcjs';
import { isChecked } from '../src/corpus/render/checked-renderer.ts';
import { fileSources } from '../src/corpus/sources/source-of.ts';

const abcs: string[] = [];
for await (const entry of fileSources([process.argv[2]!])) if (entry.kind === 'tune') abcs.push(entry.abc);
const print = console.log;
/** Tunes that a build gives to abcjs as a check, if they are plain. */
const checked = abcs.map(isChecked);
let checkSeconds = 0;
console.log = () => undefined;
const started = performance.now();
const cpu = process.cpuUsage();
for (const [i, abc] of abcs.entries()) {
  const before = checked[i] ? performance.now() : 0;
  try {
    abcjs.synth.getMidiFile(abc, { midiOutputType: 'binary', chordsOff: true });
  } catch {
    // a tune that it cannot do costs it no more than this
  }
  if (checked[i]) checkSeconds += (performance.now() - before) / 1000;
}
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
print(JSON.stringify({ tunes: abcs.length, seconds, checkSeconds, cpuSeconds: (user + system) / 1e6 }));
