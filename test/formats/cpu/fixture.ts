/** The cases of the shared fixture: bytes of the published program's own run (no code of it). */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CPU_FILE_BYTES, STATE_BYTES } from '../../../src/formats/cpu/layout.ts';
import { fromHex } from '../../files/midi-fixtures.ts';

const PATH = resolve(import.meta.dirname, '../../../../shared/fixtures/cpu/cases.json');

export interface CpuCase {
  name: string;
  memory: string;
  /** Hex, first state included. */
  states: string;
  fileBytes: number;
  fileSha256: string;
  raises?: string;
}

export interface PublishedFile {
  file: string;
  instructions: number;
  bytes: number;
  sha256: string;
}

/** Without the shared folder there are none, and the tests that want them are skipped. */
export const SHARED = existsSync(PATH)
  ? (JSON.parse(readFileSync(PATH, 'utf8')) as { cases: CpuCase[]; seed0Train: PublishedFile[] })
  : undefined;

/** The case's `.cpu` file: its first state, and its memory with the zeros that the fixture leaves out. */
export function cpuOf({ memory, states }: Pick<CpuCase, 'memory' | 'states'>): Uint8Array {
  const bytes = new Uint8Array(CPU_FILE_BYTES);
  bytes.set(fromHex(states).subarray(0, STATE_BYTES));
  bytes.set(fromHex(memory), STATE_BYTES);
  return bytes;
}

export function laterStates({ states }: Pick<CpuCase, 'states'>): Uint8Array {
  return fromHex(states).slice(STATE_BYTES);
}

/** Worked by hand: ACC 5, A 100, B to J 2 to 10; LOADI 200, ADD A, HLT. */
export const BY_HAND = {
  memory: '0bc800000d01',
  states: [
    '0005000000006402030405060708090a',
    '01050bc800006402030405060708090a',
    '02c80d0100006402030405060708090a',
    '03ff000000006402030405060708090a',
  ].join(''),
};
