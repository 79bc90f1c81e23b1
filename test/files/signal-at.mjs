/**
 * Preloaded by a test (`--import`): the process sends itself a signal at the moment a file gets its name, so that it is caught
 * there however busy the machine is. BGPT_TEST_SIGNAL_AT is `SIGNAL END`: the signal, and how the file's path ends.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const [signal, end] = (process.env.BGPT_TEST_SIGNAL_AT ?? '').split(' ');
const { rename } = fs;
let sent = false;
fs.rename = async (from, to) => {
  await rename(from, to);
  if (sent || !isMainThread || !String(to).endsWith(end)) return;
  sent = true;
  process.kill(process.pid, signal);
};
syncBuiltinESMExports();
