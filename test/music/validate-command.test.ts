import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const midi = (name: string) => join('test/files/midi', `${name}.mid`);

function run(args: string[], input?: Buffer) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/bgpt-music.js', ...args], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('validate: a verdict a file on stdout, exit 1 if one is invalid', () => {
  const good = run(['validate', midi('one-note'), midi('chord')]);
  expect(good).toMatchObject({ status: 0, stdout: expect.stringContaining('2 of 2 files valid') });
  const bad = run(['validate', midi('one-note'), midi('stuck-note'), '--json']);
  expect(bad.status).toBe(1);
  const { files, valid, invalid } = JSON.parse(bad.stdout);
  expect({ valid, invalid }).toEqual({ valid: 1, invalid: 1 });
  expect(files[1]).toMatchObject({
    file: midi('stuck-note'),
    valid: false,
    code: 'notes/unmatched-on',
    offset: 30,
  });
});

test('validate: what cannot be read is no verdict but an error with a code, and an unknown flag ends with 2', () => {
  const missing = run(['validate', 'no-such-file.mid', '--json']);
  expect(missing.status).toBe(1);
  expect(JSON.parse(missing.stdout).error.code).toBe('io/not-found');
  expect(run(['validate', '--nonsense', midi('one-note')]).status).toBe(2);
  expect(run(['validate']).status).toBe(2);
});

test('validate: standard input, even none', () => {
  expect(run(['validate', '-'], Buffer.from('')).stdout).toContain('smf/empty');
});

test('compare: the first difference by name, the scores, exit 1 where a file is unreadable', () => {
  const { status, stdout } = run(['compare', midi('one-note'), midi('repeated-note')]);
  expect(status).toBe(0);
  expect(stdout).toContain('first at 31 (end of track)');
  expect(stdout).toMatch(/onset \+ pitch {2,}precision 0\.5000 {2}recall 1\.0000 {2}F1 0\.6667/);
  const json = run(['compare', '--json', midi('one-note'), midi('one-note')]);
  expect(JSON.parse(json.stdout)).toMatchObject({ exact: true, onsetPitch: { f1: 1 } });
  expect(run(['compare', midi('one-note'), 'package.json']).status).toBe(1);
});
