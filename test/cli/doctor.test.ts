/** The doctor answers people and programs, and its answer is that of the machine. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const BIN = resolve(import.meta.dirname, '../../bin/bgpt-music.js');
const doctor = (...args: string[]) =>
  execFileSync(process.execPath, [BIN, 'doctor', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

test('--json is one object: versions, machine, every device with its reason, the choice', () => {
  const report = JSON.parse(doctor('--json'));
  expect(report.node).toMatchObject({ version: process.versions.node, ok: true });
  expect(report.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(report.machine.cores).toBeGreaterThan(0);
  expect(report.devices.map((d: { engine: string; device: string }) => `${d.engine}/${d.device}`)).toEqual([
    'onnx/cpu',
    'onnx/webgpu',
    'onnx/cuda',
    'wasm/cpu',
    'tensorflow/cpu',
    'tensorflow/cuda',
  ]);
  for (const { usable, reason, hint } of report.devices) {
    expect(reason).not.toBe('');
    // what cannot be used comes with a remedy
    if (!usable) expect(hint).toMatch(/\w/);
  }
  expect(report.devices[0].usable).toBe(true);
  expect(report.choice).toMatchObject({ engine: expect.any(String), reason: expect.stringMatching(/\w/) });
});

test('for people: every device on a line, and what a command would take', () => {
  const text = doctor();
  expect(text).toMatch(/^bgpt-music \d/);
  expect(text).toMatch(/ {2}yes {2}--engine onnx --device cpu: ONNX Runtime \S+ ran a product/);
  expect(text).toMatch(/A command takes \w+ on \w+: /);
});
