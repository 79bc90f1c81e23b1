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
  'setup-native': {
    says: "fetch ONNX Runtime's native library, several times as fast as its WebAssembly build",
    load: () => import('./commands/setup-native.ts'),
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
  cpu: {
    says: 'programs and states of the machine of the bGPT paper: make, pack, unpack, measure',
    load: () => import('./commands/cpu.ts'),
  },
  report: {
    says: "a run's curves, figures and costs as one HTML page that needs no network",
    load: () => import('./commands/report.ts'),
  },
  validate: {
    says: 'say whether MIDI files can be trusted, check by check',
    load: () => import('./commands/validate.ts'),
  },
  compare: {
    says: 'compare two MIDI files by bytes and by notes',
    load: () => import('./commands/compare.ts'),
  },
  format: {
    says: 'write ABC in house style; every note is verified to stay as it was',
    load: () => import('./commands/format.ts'),
  },
  'compare-abc': {
    says: 'compare ABC texts of the same tunes by notes and by notation',
    load: () => import('./commands/compare-abc.ts'),
  },
  convert: {
    says: 'let a model write the file behind a file: MIDI for ABC by default, checked and compared',
    load: () => import('./commands/convert.ts'),
  },
  generate: {
    says: 'let a model go on with a file, or invent files',
    load: () => import('./commands/generate.ts'),
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
