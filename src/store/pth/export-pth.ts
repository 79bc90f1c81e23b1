/** A checkpoint becomes a .pth as the published code saves it: a zip of one pickle and one stored member a tensor. */
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { BgptError } from '../../errors.ts';
import type { BgptConfig } from '../../model/config.ts';
import { parameterCount } from '../../model/model.ts';
import { openCheckpoint } from '../checkpoint.ts';
import type { LazyTensor } from '../safetensors.ts';
import { writeWhole } from '../write-whole.ts';
import { BYTE_EMBEDDING, TIED_OUTPUT, UNUSED_EMBEDDING } from './published-model.ts';
import {
  boolean,
  call,
  dict,
  float,
  global,
  int,
  list,
  none,
  type Pickled,
  persistent,
  pickle,
  text,
  tuple,
} from './write-pickle.ts';

export interface Exported {
  config: BgptConfig;
  tensors: number;
  parameters: number;
  bytes: number;
  sha256: string;
}

/** As the published trainer has it; its schedule is constant after a warm-up. */
export const EXPORT_LEARNING_RATE = 1e-4;

/** @throws BgptError checkpoint/unsupported for a model that the published code does not know; those of readCheckpoint; io/… */
export async function exportPth(dir: string, file: string): Promise<Exported> {
  const { config, tensors, close } = await openCheckpoint(dir);
  try {
    if (config.architecture !== 'bgpt')
      throw new BgptError(
        'checkpoint/unsupported',
        `${dir} holds a ${config.architecture} model; the published code knows bgpt alone`,
        { details: { path: dir } },
      );
    const published = inPublishedOrder(tensors, config);
    const written = await writeWhole(file, archive(published));
    return { config, tensors: published.length + 1, parameters: parameterCount(config), ...written };
  } finally {
    await close();
  }
}

/** With the embedding that nothing looks up, where the published model registers it: before the positions. */
function inPublishedOrder(tensors: readonly LazyTensor[], { hidden }: BgptConfig): LazyTensor[] {
  const unused = {
    name: UNUSED_EMBEDDING,
    dtype: 'float32' as const,
    shape: [1, hidden],
    read: () => new Float32Array(hidden),
  };
  const before = tensors.findIndex(({ name }) => name === 'patch_level_decoder.base.wpe.weight');
  return tensors.toSpliced(before, 0, unused);
}

/** The zip, its members read when their turn comes. Fixed dates: the same checkpoint gives the same bytes. */
function archive(tensors: readonly LazyTensor[]): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  const options = { compress: false, mtime: new Date(1980, 0, 1), forceDosTimestamp: true };
  const add = (name: string, content: Uint8Array | string) =>
    zip.addBuffer(Buffer.from(content as Uint8Array), `archive/${name}`, options);
  add('data.pkl', pickle(checkpoint(tensors)));
  add('byteorder', 'little');
  tensors.forEach((tensor, key) => {
    zip.addReadStreamLazy(`archive/data/${key}`, options, (done) => {
      Promise.resolve(tensor.read()).then(
        ({ buffer, byteOffset, byteLength }) =>
          done(null, Readable.from([Buffer.from(buffer, byteOffset, byteLength)])),
        (thrown) => done(thrown, Readable.from([])),
      );
    });
  });
  add('version', '3\n');
  zip.on('error', (thrown) => (zip.outputStream as Readable).destroy(thrown));
  zip.end();
  return zip.outputStream as Readable;
}

/** What the published trainer saves: the state_dict, an optimiser and a schedule that begin anew, no epoch done. */
function checkpoint(tensors: readonly LazyTensor[]): Pickled {
  const refs = tensors.map(({ name, shape }, key) => [name, tensorRef(String(key), shape)] as const);
  const state = Object.fromEntries(refs);
  return dict({
    model: dict({ ...state, [TIED_OUTPUT]: state[BYTE_EMBEDDING]! }, orderedDict()),
    optimizer: dict({ state: dict({}), param_groups: list(parameterGroup(tensors.length)) }),
    lr_sched: schedule(),
    epoch: int(0),
    best_epoch: int(0),
    min_eval_loss: float(Number.POSITIVE_INFINITY),
  });
}

function orderedDict(): Pickled {
  return call(global('collections', 'OrderedDict'));
}

/** `_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)` */
function tensorRef(key: string, shape: readonly number[]): Pickled {
  const elements = shape.reduce((product, n) => product * n, 1);
  const storage = tuple(
    text('storage'),
    global('torch', 'FloatStorage'),
    text(key),
    text('cpu'),
    int(elements),
  );
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, n) => product * n, 1));
  return call(
    global('torch._utils', '_rebuild_tensor_v2'),
    persistent(storage),
    int(0),
    tuple(...shape.map(int)),
    tuple(...strides.map(int)),
    boolean(false),
    orderedDict(),
  );
}

/** AdamW's settings as PyTorch has them by default; parameters are numbered in the model's order. */
function parameterGroup(parameters: number): Pickled {
  return dict({
    lr: float(EXPORT_LEARNING_RATE),
    betas: tuple(float(0.9), float(0.999)),
    eps: float(1e-8),
    weight_decay: float(0.01),
    amsgrad: boolean(false),
    maximize: boolean(false),
    foreach: none,
    capturable: boolean(false),
    differentiable: boolean(false),
    fused: none,
    initial_lr: float(EXPORT_LEARNING_RATE),
    params: list(...Array.from({ length: parameters }, (_, i) => int(i))),
  });
}

/** The state of a LambdaLR before its first step. */
function schedule(): Pickled {
  return dict({
    base_lrs: list(float(EXPORT_LEARNING_RATE)),
    last_epoch: int(0),
    _step_count: int(1),
    _get_lr_called_within_step: boolean(false),
    _last_lr: list(float(EXPORT_LEARNING_RATE)),
    lr_lambdas: list(none),
  });
}
