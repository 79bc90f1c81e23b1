/** The charts of a report, drawn by Observable Plot as SVG text. Colours are the page's (style.ts), so dark pages work. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Cell } from '../../measure/where-bits-go.ts';
import type { MetricsLine } from './read-metrics.ts';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

const COLOURS = { train: 'var(--quiet)', valid: 'var(--accent)', bar: 'var(--bar)' } as const;
/** Drawn small and scaled up: the writing stays readable on a telephone. */
const WIDTH = 520;
const FONT = { fontSize: '13px', overflow: 'visible' } as const;
/** From this ratio on a curve is drawn on a logarithmic scale. */
const LOG_RATIO = 6;

export interface Point {
  x: number;
  y: number;
}

export interface Axis {
  id: 'step' | 'pairs' | 'time';
  label: string;
  of: (line: MetricsLine) => number | undefined;
}

export const AXES: readonly Axis[] = [
  { id: 'step', label: 'steps', of: (line) => line.step },
  { id: 'pairs', label: 'pairs', of: (line) => line.pairs },
  { id: 'time', label: 'minutes', of: (line) => line.seconds && line.seconds / 60 },
];

/** The points of a metric along an axis; lines without either are left out. */
export function pointsOf(lines: readonly MetricsLine[], axis: Axis, metric: keyof MetricsLine): Point[] {
  return lines.flatMap((line) => {
    const [x, y] = [axis.of(line), line[metric]];
    return x === undefined || y === undefined ? [] : [{ x, y }];
  });
}

export function curves(train: readonly Point[], valid: readonly Point[], x: string, y: string): string {
  const values = [...train, ...valid].map((point) => point.y).filter((value) => value > 0);
  const log = values.length > 0 && Math.max(...values) / Math.min(...values) > LOG_RATIO;
  // given as data: of a logarithmic scale's own ticks the library labels some only
  const steps = log ? [oneTwoFive(Math.min(...values), Math.max(...values))] : [];
  const at = { x: 'x', y: 'y' } as const;
  const title = ({ x: at, y: value }: Point) => `${at.toLocaleString('en')} ${x}: ${value.toFixed(4)}`;
  return svg({
    height: 300,
    marginLeft: 54,
    marginBottom: 42,
    x: { label: `${x} →`, labelArrow: 'none', tickFormat: short, ticks: 6, zero: true },
    y: { type: log ? 'log' : 'linear' },
    marks: [
      Plot.gridY(...steps),
      Plot.axisY(...steps, {
        label: `↑ ${y}`,
        labelArrow: 'none',
        ...(log ? { text: decimal as (tick: number) => string } : { tickFormat: decimal }),
      }),
      Plot.line(train, { ...at, stroke: COLOURS.train, strokeWidth: 1.5 }),
      Plot.line(valid, { ...at, stroke: COLOURS.valid, strokeWidth: 2.5 }),
      Plot.dot(valid, { ...at, fill: COLOURS.valid, r: 3.5, title }),
    ],
  });
}

export interface Bar {
  name: string;
  value: number;
  /** What is written behind the bar. */
  text: string;
  /** The one that matters. */
  own?: boolean;
}

/** Bars from left to right, in the order given. */
export function bars(rows: readonly Bar[], label: string): string {
  return svg({
    height: 46 + 25 * rows.length,
    marginLeft: 168,
    marginRight: 64,
    marginTop: 8,
    marginBottom: 38,
    x: { label: `${label} →`, labelArrow: 'none', ticks: 5, grid: true, tickFormat: short },
    y: { label: null, domain: rows.map((row) => row.name), tickSize: 0 },
    marks: [
      Plot.barX(rows, {
        x: 'value',
        y: 'name',
        fill: (row: Bar) => (row.own ? COLOURS.valid : COLOURS.bar),
        rx: 2,
      }),
      Plot.text(rows, {
        x: 'value',
        y: 'name',
        text: 'text',
        textAnchor: 'start',
        dx: 6,
        fill: 'currentColor',
      }),
    ],
  });
}

/** Mean bits a symbol of cells that stand in an order. */
export function columns(cells: readonly Cell[], label: string): string {
  const rows = cells.map(({ symbols, bits }, i) => ({
    name: i + 1,
    value: symbols === 0 ? 0 : bits / symbols,
  }));
  return svg({
    height: 230,
    marginLeft: 48,
    marginBottom: 42,
    x: { label: `${label} →`, labelArrow: 'none', type: 'band', tickSize: 0 },
    y: { label: '↑ bits', labelArrow: 'none', ticks: 4, grid: true },
    marks: [
      Plot.barY(rows, {
        x: 'name',
        y: 'value',
        fill: COLOURS.bar,
        rx: 2,
        title: (row: { name: number; value: number }) => `${row.name}: ${row.value.toFixed(4)} bits`,
      }),
    ],
  });
}

function svg(options: Plot.PlotOptions): string {
  const drawn = Plot.plot({ document: document as never, width: WIDTH, style: FONT, ...options });
  return (drawn as unknown as { outerHTML: string }).outerHTML;
}

/** …, 0.1, 0.2, 0.5, 1, 2, 5, … from the last one below to the first one above. */
function oneTwoFive(low: number, high: number): number[] {
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const step of [1, 2, 5]) steps.push(Number(`${step}e${power}`));
  return steps.filter((step) => step >= low / 1.01 && step <= high * 1.01);
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e4 ? `${value / 1e3}k` : String(Number(value.toFixed(4)));
}

function decimal(value: number): string {
  return String(Number(value.toPrecision(3)));
}
