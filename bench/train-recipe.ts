/** The optimisers that a training bench runs with: the library's defaults of each architecture, as they were at every commit compared. */
import { ARCHITECTURE_DEFAULTS } from '../src/train/options.ts';

export const ADAMW_OPTIONS = ARCHITECTURE_DEFAULTS.bgpt.optimizer;
export const MUON_OPTIONS = ARCHITECTURE_DEFAULTS['bgpt-2'].optimizer;
