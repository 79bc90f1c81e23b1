/**
 * Where the bits go: by field of the file, by tenth of the file, by place in the patch. The fields' bits add up to the
 * whole; so do the places'. Tenths hold bytes only, since an end has no place in the file.
 */
import type { FileCosts } from '../bytes/bits-per-byte.ts';
import { formatNamed } from '../formats/registry.ts';
import type { MeasuredPair } from './measured-pair.ts';

export interface Cell {
  /** Bytes, or bytes and end marks. */
  symbols: number;
  bits: number;
  /** Symbols that the model thinks likeliest. */
  hits: number;
}

export interface WhereBitsGo {
  /** By the names of the target's format, `byte` where it has none; END marks as `end of patch`, `end of file`. */
  byField: Record<string, Cell>;
  /** Ten. */
  byTenth: Cell[];
  /** One a place in the patch. */
  byPlace: Cell[];
}

const TENTHS = 10;
export const END_OF_PATCH = 'end of patch';
export const END_OF_FILE = 'end of file';
const BYTE = 'byte';

export function emptyWhere(patchSize: number): WhereBitsGo {
  const cells = (count: number) => Array.from({ length: count }, emptyCell);
  return { byField: {}, byTenth: cells(TENTHS), byPlace: cells(patchSize) };
}

/** The names of a target's bytes, one each. */
export function fieldNames({ targetFormat, target }: Pick<MeasuredPair, 'targetFormat' | 'target'>) {
  const { fields } = formatNamed(targetFormat);
  const labels = fields?.label(target);
  return (offset: number): string => (fields && labels ? fields.names[labels[offset]!]! : BYTE);
}

export function addToWhere(where: WhereBitsGo, pair: MeasuredPair, costs: FileCosts): void {
  const field = fieldNames(pair);
  for (const [offset, bits] of costs.bits.entries()) {
    const hit = costs.hits[offset] === 1;
    const tenth = Math.floor((TENTHS * offset) / costs.bits.length);
    for (const cell of [
      fieldCell(where, field(offset)),
      where.byTenth[tenth]!,
      where.byPlace[costs.places[offset]!]!,
    ])
      add(cell, bits, hit);
  }
  for (const [i, { bits, hit, place }] of costs.ends.entries()) {
    const name = i === costs.ends.length - 1 ? END_OF_FILE : END_OF_PATCH;
    for (const cell of [fieldCell(where, name), where.byPlace[place]!]) add(cell, bits, hit);
  }
}

function fieldCell({ byField }: WhereBitsGo, name: string): Cell {
  byField[name] ??= emptyCell();
  return byField[name];
}

function emptyCell(): Cell {
  return { symbols: 0, bits: 0, hits: 0 };
}

function add(cell: Cell, bits: number, hit: boolean): void {
  cell.symbols++;
  cell.bits += bits;
  if (hit) cell.hits++;
}
