/** Preloaded by a test: once BGPT_TEST_ROOM bytes are written, writing to any file opened through promises fails as on a full disk. */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

let room = Number(process.env.BGPT_TEST_ROOM);
const open = fs.open;
fs.open = async (...args: Parameters<typeof open>) => {
  const handle = await open(...args);
  const write = handle.write.bind(handle);
  // biome-ignore lint/suspicious/noExplicitAny: one of write's overloads
  handle.write = (async (data: Uint8Array, ...rest: any[]) => {
    room -= data.length;
    if (room < 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    return write(data, ...rest);
    // biome-ignore lint/suspicious/noExplicitAny: as above
  }) as any;
  return handle;
};
syncBuiltinESMExports();
