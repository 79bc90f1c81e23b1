/** Where the program of a `.cpu` file ends: behind its first HLT, whose other bytes may be anything. Total. */
import { HLT } from './instruction-set.ts';
import { INSTRUCTION_BYTES, STATE_BYTES } from './layout.ts';

/** The offset behind the first HLT, or behind the last byte where there is none. */
export function programEnd(bytes: Uint8Array): number {
  for (let at = STATE_BYTES; at < bytes.length; at += INSTRUCTION_BYTES)
    if (bytes[at] === HLT) return Math.min(at + INSTRUCTION_BYTES, bytes.length);
  return bytes.length;
}
