/** The alphabet bGPT reads: the 256 bytes and one more symbol that pads, ends and starts. */

/** How many symbols there are. */
export const SYMBOLS = 257;

/** Padding, end mark and the byte decoder's start symbol. */
export const END = 256;

/** Symbols in a patch, as published. */
export const PATCH_SIZE = 16;
