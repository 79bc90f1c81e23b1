/** Bits: what each byte of a file costs the model, as a map and by field. */
import type { FileCosts } from '../../../src/bytes/bits-per-byte.ts';
import type { PairBytes } from '../../../src/bytes/sequence.ts';
import { tuneSource } from '../../../src/convert/tune-source.ts';
import { formatNamed, formatOfName } from '../../../src/formats/registry.ts';
import { addToWhere, emptyWhere, fieldNames } from '../../../src/measure/where-bits-go.ts';
import { HEAT_LIMITS, heatOf } from '../../../src/report/run/heat-strip.ts';
import { byId, make } from '../dom.ts';
import { theModel } from '../model.ts';
import { byteStrip } from '../parts/byte-strip.ts';
import { takeFiles } from '../parts/files.ts';
import { say, sayRefusal } from '../status.ts';
import type { TuneInWork } from '../tune-in-work.ts';
import { worker } from '../work.ts';

/** Far above what the model's context holds; what is larger is not even read. */
const MOST_BYTES = 2 ** 16;

export function bits(tune: TuneInWork): void {
  const status = byId('bits-status');
  const ofTune = byId<HTMLButtonElement>('bits-of-tune');
  const ofReference = byId<HTMLButtonElement>('bits-of-reference');
  const starting = worker({ status, cancel: byId('bits-cancel'), starters: [] });
  const map = byteStrip('Surprise map');
  byId('bits-map').append(heatLegend(), map.element);
  const withTune = () =>
    document.querySelector<HTMLInputElement>('input[name=before]:checked')!.value === 'tune';

  const measure = (name: string, format: string, target: Uint8Array) =>
    starting(async (signal) => {
      byId('bits-result').hidden = true;
      const source = withTune() ? tuneSource(tune.abc()).bytes : new Uint8Array();
      const pair = { sourceFormat: withTune() ? 'abc' : '', targetFormat: format, source, target };
      say(status, 'Loading the model …');
      const model = await theModel(signal, ({ loaded, total }) =>
        say(
          status,
          `Loading the model: ${(loaded / 1e6).toFixed(1)} of ${((total ?? 0) / 1e6).toFixed(1)} MB`,
        ),
      );
      say(status, `The model reads ${name} …`);
      const costs = await model.costs(pair, { signal });
      showMap(map, pair, costs);
      const total = showFields(pair, costs, model.config.patchSize);
      byId('bits-result').hidden = false;
      const behind = withTune() ? 'behind the tune' : 'alone';
      say(
        status,
        `${name}, ${behind}: ${target.length} bytes, ${(total / target.length).toFixed(4)} bits a byte, ${total.toFixed(1)} bits in all.`,
      );
    });

  takeFiles(byId('bits-file'), byId('bits-drop'), async (file) => {
    const refuse = (message: string) =>
      sayRefusal(status, { code: 'convert/too-long', message: `${file.name}: ${message}` });
    if (file.size > MOST_BYTES) refuse(`${file.size} bytes; the model's context holds a file of some 8,000`);
    else if (file.size === 0) say(status, `${file.name} is empty.`);
    else {
      void measure(file.name, formatOfName(file.name) ?? 'bin', new Uint8Array(await file.arrayBuffer()));
    }
  });
  tune.onChange(() => {
    ofTune.disabled = !tune.midi();
    ofReference.disabled = !tune.reference();
  });
  ofTune.addEventListener('click', () => void measure('The converted MIDI', 'mid', tune.midi()!));
  ofReference.addEventListener('click', () => void measure('abcjs’s MIDI', 'mid', tune.reference()!));
}

function showMap(map: ReturnType<typeof byteStrip>, pair: PairBytes, costs: FileCosts): void {
  const { target } = pair;
  const field = fieldNames(pair);
  const named = formatNamed(pair.targetFormat).fields !== undefined;
  map.show(target, (offset) => {
    const cost = costs.bits[offset]!;
    const name = field(offset);
    const begins = offset === 0 || field(offset - 1) !== name;
    return {
      className: `h${heatOf(cost)}`,
      told: `byte ${offset} · ${target[offset]!.toString(16).padStart(2, '0')} · ${name} · ${cost.toFixed(3)} bits · probability ${probability(cost)}`,
      opens: named ? begins && /delta time|header/.test(name) : offset % 16 === 0,
    };
  });
}

function probability(bits: number): string {
  const share = 100 * 2 ** -bits;
  return share < 0.01 ? 'under 0.01 %' : `${share.toFixed(share > 99 ? 2 : 1)} %`;
}

/** @returns all bits, end marks included */
function showFields(pair: PairBytes, costs: FileCosts, patchSize: number): number {
  const where = emptyWhere(patchSize);
  addToWhere(where, { id: '', ...pair }, costs);
  const rows = Object.entries(where.byField).sort(([, a], [, b]) => b.bits - a.bits);
  const total = rows.reduce((sum, [, cell]) => sum + cell.bits, 0);
  const cell = (text: string) => make('td', { textContent: text });
  const body = rows.map(([name, { symbols, bits, hits }]) =>
    make(
      'tr',
      {},
      cell(name),
      cell(`${symbols}`),
      cell(bits.toFixed(1)),
      cell((bits / symbols).toFixed(3)),
      cell(`${Math.round((100 * hits) / symbols)} %`),
    ),
  );
  const head = ['Field', 'Bytes', 'Bits', 'Bits each', 'Likeliest'].map((text) =>
    make('th', { textContent: text, scope: 'col' }),
  );
  const table = make('table', {}, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...body));
  byId('bits-fields').replaceChildren(make('div', { className: 'wide', tabIndex: 0 }, table));
  return total;
}

function heatLegend(): HTMLUListElement {
  const items = [...HEAT_LIMITS.map((limit) => `to ${limit}`), 'more bits'].map((text, i) =>
    make('li', {}, make('i', { className: `h${i}` }), text),
  );
  return make('ul', { className: 'legend' }, ...items);
}
