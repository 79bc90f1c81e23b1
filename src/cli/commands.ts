/** The commands: what `--help` says of each, and where it is. A command is loaded when it is called, so that help needs none of the engines. */
import type { Command } from 'commander';

interface CommandEntry {
  says: string;
  load: () => Promise<{ default: () => Command }>;
}

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  demo: {
    says: 'the bundled tunes as pairs, looked into and validated; then the shipped model converts some',
    load: () => import('./commands/demo.ts'),
  },
  doctor: {
    says: 'what is here, what the engines can use, and what to do about the rest',
    load: () => import('./commands/doctor.ts'),
  },
  pairs: {
    says: 'build, look into, measure, export and merge pair shards',
    load: () => import('./commands/pairs.ts'),
  },
  'setup-tensorflow': {
    says: 'make the optional tensorflow engine run: TensorFlow from pip, binding compiled',
    load: () => import('./commands/setup-tensorflow.ts'),
  },
  train: {
    says: 'train a model on pairs; report loss and bits per byte',
    load: () => import('./commands/train.ts'),
  },
  bpb: {
    says: 'measure a checkpoint on pairs: bits per byte, and where the bits go',
    load: () => import('./commands/bpb.ts'),
  },
  report: {
    says: "a run's curves, figures and costs as one HTML page that needs no network",
    load: () => import('./commands/report.ts'),
  },
  validate: {
    says: 'say whether MIDI files can be trusted, rung by rung',
    load: () => import('./commands/validate.ts'),
  },
  compare: {
    says: 'compare two MIDI files by bytes and by notes',
    load: () => import('./commands/compare.ts'),
  },
  'compare-abc': {
    says: 'compare ABC texts of the same tunes by notes and by notation',
    load: () => import('./commands/compare-abc.ts'),
  },
  convert: {
    says: 'let the model write MIDI for ABC tunes, validate it and compare it with the teacher',
    load: () => import('./commands/convert.ts'),
  },
  import: {
    says: 'turn a .pth file of the published bGPT layout into a checkpoint folder',
    load: () => import('./commands/import.ts'),
  },
  export: {
    says: 'write a bgpt checkpoint as a .pth file that the published PyTorch code loads',
    load: () => import('./commands/export.ts'),
  },
};
