/** Numbers of the Standard MIDI File format (RP-001), and our limits with their reasons. */

export const HEADER_ID = 0x4d546864; // "MThd"
export const TRACK_ID = 0x4d54726b; // "MTrk"
/** TRACK_ID as the bytes that spell it. */
export const TRACK_NAME = [0x4d, 0x54, 0x72, 0x6b] as const;
/** Bytes of a chunk before its content: id and length. */
export const CHUNK_HEADER = 8;

/** Bytes of a whole header chunk: the first track, where there is one, begins behind them. */
export const HEADER_BYTES = CHUNK_HEADER + 6;

export const META = 0xff;
export const SYSEX = 0xf0;
/** A packet of bytes as they are; the last byte of a system exclusive message, too. */
export const ESCAPE = 0xf7;

export const META_TEXT_FIRST = 0x01;
export const META_TEXT_LAST = 0x0f;
export const META_END_OF_TRACK = 0x2f;
export const META_TEMPO = 0x51;
export const META_TIME_SIGNATURE = 0x58;
export const META_KEY_SIGNATURE = 0x59;

/** Content lengths that the standard fixes, by meta type. */
export const META_LENGTHS: Readonly<Record<number, number>> = {
  0: 2, // sequence number
  32: 1, // channel prefix
  33: 1, // port prefix
  [META_END_OF_TRACK]: 0,
  [META_TEMPO]: 3,
  84: 5, // SMPTE offset
  [META_TIME_SIGNATURE]: 4,
  [META_KEY_SIGNATURE]: 2,
};

export const SMF_LIMITS = {
  /** Bytes of a file: far over any score's, and 1.4 million events (three bytes each) are some 200 MB of objects. */
  fileBytes: 4 * 1024 * 1024,
  /** Bytes of a variable-length quantity: the standard's own, 28 bits. */
  vlqBytes: 4,
  /** Ticks of a track: 2³¹ − 1, as far as sequencers count in a signed word; 51 hours at 480 ticks and 1,440 bpm. */
  ticks: 2 ** 31 - 1,
  /** Microseconds a quarter note, at least: 3,000 bpm. abcjs writes 3,840 where a tempo is not a number. */
  tempo: 20_000,
} as const;

/** Frames in so many seconds, for each name that the SMPTE form of the division may have (29 is 30 drop frame). */
export const SMPTE_RATES: Readonly<Record<number, readonly [frames: number, seconds: number]>> = {
  24: [24, 1],
  25: [25, 1],
  29: [30_000, 1001],
  30: [30, 1],
};
