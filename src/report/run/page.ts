/** A run as one HTML page that needs nothing else: no network, no file beside it. What is not there is left out. */

import { BASELINE_NAMES } from '../../measure/baselines.ts';
import type { CostsRecord } from '../../measure/costs-file.ts';
import type { ModelConfig } from '../../model/config.ts';
import { parameterCount } from '../../model/model.ts';
import { html } from '../kit/html.ts';
import { SCRIPT, STYLE } from '../kit/style.ts';
import { AXES, type Axis, bars, columns, curves, pointsOf } from './charts.ts';
import { HEAT_LIMITS, heatStrip, STRIP_BYTES } from './heat-strip.ts';
import type { Figures } from './read-figures.ts';
import type { MetricsLine } from './read-metrics.ts';

export interface ReportParts {
  title: string;
  config?: ModelConfig | undefined;
  metrics: readonly MetricsLine[];
  figures?: Figures | undefined;
  /** The file that is shown byte by byte. */
  costs?: CostsRecord | undefined;
}

export function reportPage(parts: ReportParts): string {
  const { title, config, metrics, figures, costs } = parts;
  const sections = [
    `<h1>${html(title)}</h1>`,
    config ? `<p class="quiet">${html(modelLine(config))}</p>` : '',
    cards(parts),
    metrics.length > 0 ? learning(metrics) : '',
    figures ? worth(figures) : '',
    figures ? whereBitsGo(figures) : '',
    costs ? byteByByte(costs) : '',
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="bgpt-music report, format 1">
<title>${html(title)}</title>
<style>${STYLE}</style>
<main>
${sections.filter(Boolean).join('\n')}
</main>
<script>${SCRIPT}</script>
</html>
`;
}

function modelLine(config: ModelConfig): string {
  const { architecture, hidden, patchLayers, byteLayers, patchSize, patchLength } = config;
  const parameters = (parameterCount(config) / 1e6).toFixed(2);
  const byteWidth = config.architecture === 'bgpt-2' ? config.byteHidden : hidden;
  const aligned =
    config.architecture === 'bgpt-2' && config.alignedPatches ? 'structure-aligned patches' : 'fixed patches';
  return `${architecture}, ${parameters} M parameters: ${patchLayers} patch layers of width ${hidden}, ${byteLayers} byte layers of width ${byteWidth}; ${aligned} of ${patchSize} bytes, context ${patchLength} patches`;
}

function cards({ metrics, figures }: ReportParts): string {
  const last = metrics.at(-1);
  const valid = metrics.findLast((line) => line.validBpb !== undefined);
  const shown: [value: string, name: string, main?: boolean][] = [];
  if (figures) {
    shown.push([figures.bpb.toFixed(4), `bits per byte on ${count(figures.files)} files`, true]);
    shown.push([percent(figures.argmaxShare), 'of bytes are the likeliest one']);
    shown.push([`${count(figures.exactFiles)} of ${count(figures.files)}`, 'files without a miss']);
    shown.push([percent(figures.endBits / figures.bits), 'of the bits are end marks']);
  }
  if (valid)
    shown.push([
      valid.validBpb!.toFixed(4),
      `bits per byte at the last validation, step ${count(valid.step)}`,
      !figures,
    ]);
  if (last?.pairs !== undefined) shown.push([count(last.pairs), 'pairs trained on']);
  if (last?.seconds !== undefined) shown.push([duration(last.seconds), 'of training']);
  if (last?.targetBytes !== undefined && last.seconds)
    shown.push([`${(last.targetBytes / 1000 / last.seconds).toFixed(1)} kB/s`, 'target bytes, on average']);
  const cells = shown.map(
    ([value, name, main]) =>
      `<div${main ? ' class="main"' : ''}><b>${html(value)}</b><span>${html(name)}</span></div>`,
  );
  return `<section class="cards">${cells.join('')}</section>`;
}

function learning(metrics: readonly MetricsLine[]): string {
  const axes = AXES.filter((axis) => pointsOf(metrics, axis, 'bpb').length > 0);
  const panels = axes.map((axis) => `<div class="pair by-${axis.id}">${panel(metrics, axis)}</div>`);
  const switches = axes.map(
    ({ id, label }, i) =>
      `<input type="radio" name="axis" id="by-${id}"${i === 0 ? ' checked' : ''}><label for="by-${id}">by ${label}</label>`,
  );
  return `<h2>Learning</h2>
<div class="axis">${switches.join('')}${panels.join('')}</div>`;
}

function panel(metrics: readonly MetricsLine[], axis: Axis): string {
  const train = pointsOf(metrics, axis, 'bpb');
  const valid = pointsOf(metrics, axis, 'validBpb');
  const loss = pointsOf(metrics, axis, 'loss');
  const key = `<span class="key"><i style="background:var(--quiet)"></i>training<i style="background:var(--accent)"></i>validation</span>`;
  const charts = [figure(`Bits per target byte ${key}`, curves(train, valid, axis.label, 'bits per byte'))];
  if (loss.length > 0)
    charts.push(figure('Loss: nats a counted symbol, training', curves(loss, [], axis.label, 'nats')));
  return charts.join('');
}

function worth(figures: Figures): string {
  const { bitsPerByte = {} } = figures.baselines ?? {};
  const rows = [
    { name: 'this model', value: figures.bpb, own: true },
    ...BASELINE_NAMES.filter((name) => name in bitsPerByte).map((name) => ({
      name: name as string,
      value: bitsPerByte[name]!,
      own: false,
    })),
  ].sort((a, b) => a.value - b.value);
  const table = rows.map(
    ({ name, value, own }) =>
      `<tr${own ? ' class="own"' : ''}><td>${html(name)}</td><td>${value.toFixed(4)}</td><td>${count(Math.round((value * figures.targetBytes) / figures.files))}</td><td>${(value / figures.bpb).toFixed(1)}</td></tr>`,
  );
  const where = [figures.pairs, figures.split && `split ${figures.split}`].filter(Boolean).join(', ');
  return `<h2>What it is worth</h2>
<p>${count(figures.files)} files, ${count(figures.targetBytes)} target bytes${where && html(` (${where})`)}. Every figure pays for the end of each file, too.${figures.control ? ' <b>A control: each file stands behind the source of another tune.</b>' : ''}</p>
<div class="pair">
${figure(
  'Bits per byte, model and baselines',
  bars(
    rows.map((row) => ({ ...row, text: row.value.toFixed(3) })),
    'bits per byte',
  ),
)}
<figure class="wide"><figcaption>The same in figures</figcaption><table><tr><th></th><th>bits per byte</th><th>bits a file</th><th>× the model</th></tr>${table.join('')}</table></figure>
</div>`;
}

function whereBitsGo({ byField, bits, byTenth, byPlace }: Figures): string {
  const fields = Object.entries(byField).sort(([, a], [, b]) => b.bits - a.bits);
  const rows = fields.map(([name, cell]) => ({
    name,
    value: (100 * cell.bits) / bits,
    text: percent(cell.bits / bits),
  }));
  const table = fields.map(
    ([name, cell]) =>
      `<tr><td>${html(name)}</td><td>${count(cell.symbols)}</td><td>${count(Math.round(cell.bits))}</td><td>${percent(cell.bits / bits)}</td><td>${(cell.bits / cell.symbols).toFixed(4)}</td><td>${percent(cell.hits / cell.symbols)}</td></tr>`,
  );
  return `<h2>Where the bits go</h2>
<div class="pair">
${figure('Share of the bits by field of the MIDI file, %', bars(rows, '% of the bits'))}
<div style="display:grid;gap:1rem;align-content:start">
${figure('Bits a byte by tenth of the file', columns(byTenth, 'tenth of the file'))}
${figure('Bits a symbol by place in the patch', columns(byPlace, 'place in the patch'))}
</div>
</div>
<details><summary>All fields in figures</summary><div class="wide"><table><tr><th>field</th><th>symbols</th><th>bits</th><th>share</th><th>bits each</th><th>likeliest is right</th></tr>${table.join('')}</table></div></details>`;
}

function byteByByte(record: CostsRecord): string {
  const { id, title, target, bits, ends } = record;
  const all = bits.reduce((sum, cost) => sum + cost, 0) + ends.reduce((sum, [, cost]) => sum + cost, 0);
  const limits = HEAT_LIMITS.map((limit, i) => `<i class="h${i}">≤ ${limit}</i>`);
  const cut = target.length > STRIP_BYTES ? ` The first ${count(STRIP_BYTES)} are shown.` : '';
  return `<h2>One file, byte by byte</h2>
<p>${html(title || id)}: ${count(target.length)} bytes, ${all.toFixed(1)} bits, ${(all / Math.max(1, target.length)).toFixed(4)} bits per byte.${cut} Each group is an event of the file, in hex; | is an end mark. Point at a byte, or touch it.</p>
<div class="heat"><div class="legend">bits: ${limits.join(' ')} <i class="h${HEAT_LIMITS.length}">&gt; ${HEAT_LIMITS.at(-1)}</i></div>
<div class="strip">${heatStrip(record)}</div><div class="told">&nbsp;</div></div>`;
}

function figure(caption: string, chart: string): string {
  return `<figure><figcaption>${caption}</figcaption>${chart}</figure>`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function percent(share: number): string {
  return `${(100 * (share || 0)).toFixed(2)} %`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
