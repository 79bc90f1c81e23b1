/** Conversions as one HTML page that needs nothing else: totals, a table, and of each tune score, piano roll and bytes. */

import type { ConvertedTune, Shown, Totals } from '../../convert/convert-tunes.ts';
import { html } from '../kit/html.ts';
import { STYLE } from '../kit/style.ts';
import { hexAround } from './hex-around.ts';
import { pianoRoll } from './piano-roll.ts';

export interface ReportParts {
  shown: readonly Shown[];
  rows: readonly ConvertedTune[];
  totals: Totals & { bpb?: number };
  checkpoint: string;
}

/** Tunes shown one by one; the table holds all. */
export const MOST_SHOWN = 60;

const OWN_STYLE = `
.roll{background:var(--card);display:block;min-width:34rem}
.roll .b{fill:var(--bar)}.roll .m{fill:var(--accent)}.roll .t{fill:none;stroke:var(--ink);stroke-width:1;stroke-dasharray:2 1.5}
.roll .c{stroke:var(--line)}.roll text{font:8px system-ui;fill:var(--quiet)}
.key i{height:.6em}.kb{background:var(--bar)}.km{background:var(--accent)}.kt{border:1px dashed var(--ink)}
details.tune{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.6rem .9rem}
details.tune summary b{margin-right:.6rem}
h3{font-size:.95rem;margin:1rem 0 .3rem}
.score{max-width:60rem;background:#fff;color:#000;border-radius:6px;margin:.8rem 0;padding:.3rem;overflow-x:auto}
.score svg{max-width:none}
.hex{font:12px ui-monospace,monospace}.hex td,.hex th{padding:.1rem .25rem;border:0}.hex th{padding-right:.8rem}
.hex .other{color:var(--accent)}.hex .first{background:var(--accent);color:var(--card);border-radius:3px}
.tag{font-size:.8rem;border-radius:99px;padding:.05rem .6rem;border:1px solid var(--line);margin-right:.5rem;white-space:nowrap}
.tag.bad{color:var(--accent);border-color:var(--accent)}
`;

/** @param abcjs the library's browser script, which draws the scores where the page is read */
export function conversionPage({ shown, rows, totals, checkpoint }: ReportParts, abcjs: string): string {
  const title = rows.length === 1 ? `${nameOf(rows[0]!)}, converted` : `${rows.length} tunes, converted`;
  const tunes = shown.slice(0, MOST_SHOWN);
  const rest = shown.length - tunes.length;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="bgpt-music convert, report format 1">
<title>${html(title)}</title>
<style>${STYLE}${OWN_STYLE}</style>
<main>
<h1>${html(title)}</h1>
<p class="quiet">By the model in ${html(checkpoint)}; the renderer is abcjs.</p>
${cards(totals)}
<h2>Tune by tune</h2>
${tunes.map((tune, i) => tuneSection(tune, i === 0)).join('\n')}
${rest > 0 ? `<p class="quiet">${rest} more are in the table only.</p>` : ''}
${rows.length > 1 ? table(rows) : ''}
</main>
<script>${abcjs.replaceAll('</script', '<\\/script')}</script>
<script>${DRAW}</script>
</html>
`;
}

/** A score is drawn when its tune is first opened: sixty at once would take seconds. */
const DRAW = `
function draw(tune) {
  const score = tune.querySelector('.score');
  if (!tune.open || !score || score.dataset.drawn) return;
  score.dataset.drawn = 'yes';
  ABCJS.renderAbc(score, score.dataset.abc, { responsive: 'resize', staffwidth: 900, paddingtop: 4, paddingbottom: 4, wrap: { minSpacing: 1.6, maxSpacing: 2.8, preferredMeasuresPerLine: 4 } });
}
for (const tune of document.querySelectorAll('details.tune')) {
  tune.addEventListener('toggle', () => draw(tune));
  draw(tune);
}`;

function cards(totals: ReportParts['totals']): string {
  const { tunes, valid, exact, compared, meanNoteF1, bytesPerSecond, bpb } = totals;
  const shown: [string, string][] = [
    [`${valid} of ${tunes}`, 'valid'],
    [`${exact} of ${compared}`, "exactly the renderer's bytes"],
    ...(meanNoteF1 === null ? [] : [[meanNoteF1.toFixed(3), 'mean note F1'] as [string, string]]),
    ...(bpb === undefined ? [] : [[bpb.toFixed(4), 'bits per byte'] as [string, string]]),
    [`${Math.round(bytesPerSecond)} B/s`, 'written'],
  ];
  const each = shown.map(([value, name]) => `<div><b>${value}</b><span>${name}</span></div>`);
  return `<div class="cards">${each.join('')}</div>`;
}

function nameOf({ title, source, x }: ConvertedTune): string {
  return title || (x ? `${source} X:${x}` : source);
}

function tuneSection({ row, abc, midi, renderer }: Shown, open: boolean): string {
  const { firstDifference: first } = row;
  const roll = pianoRoll(renderer, midi);
  return `<details class="tune"${open ? ' open' : ''}><summary><b>${html(nameOf(row))}</b>${tags(row)}</summary>
<p class="quiet">${html(row.out ?? row.source)}, ${row.bytes} bytes${row.valid ? '' : `: breaks “${html(row.check ?? '')}”: ${html(row.message ?? '')}`}</p>
<div class="score" data-abc="${html(abc)}"></div>
${roll ? `<h3 class="quiet">Piano roll, model over renderer</h3>${roll}` : '<p class="quiet">Neither file has notes that can be read.</p>'}
${first && renderer ? hexAround(renderer, midi, first.offset, first.field) : ''}
</details>`;
}

function tags(row: ConvertedTune): string {
  const tag = (text: string, bad = false) => `<span class="tag${bad ? ' bad' : ''}">${html(text)}</span>`;
  return [
    row.valid ? tag('valid') : tag('invalid', true),
    row.exact === undefined ? '' : row.exact ? tag('exact') : tag(`note F1 ${row.noteF1!.toFixed(3)}`),
    row.ended === 'context-full' ? tag('context full', true) : '',
    row.guarded > 0 ? tag(`guard changed ${row.guarded}`) : '',
    row.repaired ? tag('lengths repaired') : '',
  ].join('');
}

function table(rows: readonly ConvertedTune[]): string {
  const cells = (row: ConvertedTune) => [
    html(nameOf(row)),
    row.valid ? 'valid' : html(row.code ?? 'invalid'),
    row.exact === undefined ? '–' : row.exact ? 'yes' : 'no',
    row.noteF1 === undefined ? '–' : row.noteF1.toFixed(3),
    row.firstDifference ? `${row.firstDifference.offset} ${html(row.firstDifference.field)}` : '–',
    String(row.bytes),
  ];
  const head = ['tune', 'verdict', 'exact', 'note F1', 'first difference', 'bytes'];
  return `<h2>All</h2><div class="wide"><table><tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr>
${rows
  .map(
    (row) =>
      `<tr>${cells(row)
        .map((cell) => `<td>${cell}</td>`)
        .join('')}</tr>`,
  )
  .join('\n')}</table></div>`;
}
