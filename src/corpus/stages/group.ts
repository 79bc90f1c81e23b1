/**
 * The group of a tune whose source names none: its title, so that settings from several books stay in one split. Articles,
 * case, accents and punctuation do not tell tunes apart. Untitled tunes are a group each, by their body.
 */
import { createHash } from 'node:crypto';

export function groupOf(title: string, bodyKey: string): string {
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\b(the|a|an)\b/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, '');
  return plain === '' ? `body:${shortHash(bodyKey)}` : `title:${plain}`;
}

/** 64 bits of SHA-256 in hex: names things, guards nothing. */
export function shortHash(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
