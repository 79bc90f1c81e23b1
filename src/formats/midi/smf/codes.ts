/** Every verdict code of the reader, with the check that it fails and one line for docs/formats.md. */
export type ReaderRung = 'header' | 'chunks' | 'events' | 'end of track';

export const SMF_CODES = {
  'smf/empty': ['header', 'The file has no bytes.'],
  'smf/too-large': ['header', 'The file is larger than 4 MiB.'],
  'smf/no-header': ['header', 'The file does not begin with `MThd`.'],
  'smf/header-truncated': ['header', 'The file ends inside its header.'],
  'smf/header-length': ['header', 'The header says that it is shorter than its six bytes.'],
  'smf/format': ['header', 'The format is not 0, 1 or 2.'],
  'smf/track-count': ['header', 'No track is announced, or more than one in format 0.'],
  'smf/division': ['header', 'The ticks are 0 a quarter note, or of no SMPTE rate.'],
  'smf/chunk-truncated': ['chunks', 'A chunk is longer than what is left of the file.'],
  'smf/tracks-missing': ['chunks', 'The file ends before the announced number of tracks.'],
  'smf/extra-track': ['chunks', 'There are more tracks than announced.'],
  'smf/second-header': ['chunks', 'A second `MThd` where a track should be.'],
  'smf/trailing-bytes': ['chunks', 'Bytes between or behind the chunks are no chunk.'],
  'smf/delta-too-long': ['events', 'A delta time or length has more than four bytes.'],
  'smf/event-truncated': ['events', 'The track ends inside an event.'],
  'smf/no-running-status': ['events', 'A data byte stands where a status must: none is in force.'],
  'smf/status': ['events', 'A status byte that may not stand in a file (F1 to F6, F8 to FE).'],
  'smf/data-byte': ['events', 'A pitch, velocity or other data byte is over 127.'],
  'smf/meta-length': ['events', 'A meta event of fixed length has another.'],
  'smf/sysex-unended': ['events', 'A system exclusive message has no F7 that ends it.'],
  'smf/tempo': ['events', 'A tempo faster than 3,000 quarter notes a minute.'],
  'smf/time-signature': ['events', 'A time signature with no beats, or of a 2⁸th note or shorter.'],
  'smf/key-signature': ['events', 'A key of more than seven sharps or flats, or neither major nor minor.'],
  'smf/too-many-ticks': ['events', 'A track is longer than 2³¹ − 1 ticks.'],
  'smf/no-end-of-track': ['end of track', 'A track ends without its end-of-track event.'],
  'smf/after-end-of-track': ['end of track', 'Bytes follow the end-of-track event in its track.'],
} as const satisfies Record<string, readonly [check: ReaderRung, meaning: string]>;

export type SmfCode = keyof typeof SMF_CODES;
