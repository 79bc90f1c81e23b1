/** The structure-aligned segmenters by file format. A format that is not listed has fixed patches. */
import type { Segmenter } from '../bytes/segmenter.ts';
import { segmentAbc } from './abc/segment-abc.ts';
import { segmentMidi } from './midi/segment-midi.ts';

export const SEGMENTERS = { abc: segmentAbc, mid: segmentMidi } as const satisfies Record<string, Segmenter>;
