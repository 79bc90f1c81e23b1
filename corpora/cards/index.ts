/** The cards of every corpus that this project knows, by name. */
import type { CorpusCard } from '../../src/corpus/card.ts';
import { aird } from './aird.ts';
import { bundled } from './bundled.ts';
import { cpuStates } from './cpu-states.ts';
import { cre } from './cre.ts';
import { essen } from './essen.ts';
import { hymnal } from './hymnal.ts';
import { irishman } from './irishman.ts';
import { josquin } from './josquin.ts';
import { litten } from './litten.ts';
import { misc21 } from './misc21.ts';
import { mitirish } from './mitirish.ts';
import { oneill } from './oneill.ts';
import { pghardy } from './pghardy.ts';
import { rjl20 } from './rjl20.ts';
import { ryan } from './ryan.ts';
import { synthetic } from './synthetic.ts';
import { thesession } from './thesession.ts';

export const CARDS: Readonly<Record<string, CorpusCard>> = {
  aird,
  bundled,
  'cpu-states': cpuStates,
  cre,
  essen,
  hymnal,
  irishman,
  josquin,
  litten,
  misc21,
  mitirish,
  oneill,
  pghardy,
  rjl20,
  ryan,
  synthetic,
  thesession,
};
