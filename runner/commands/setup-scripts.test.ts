import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..', '..');

function lineEnds(file: string): { readonly crlf: number; readonly lf: number } {
  const text = readFileSync(path.join(root, file), 'latin1');
  const crlf = text.split('\r\n').length - 1;
  return { crlf, lf: text.split('\n').length - 1 - crlf };
}

describe('the set-up scripts as checked out', () => {
  it('setup.bat has CRLF throughout: cmd.exe may miss a label without', () => {
    expect(lineEnds('setup.bat')).toEqual({ crlf: expect.any(Number), lf: 0 });
    expect(lineEnds('setup.bat').crlf).toBeGreaterThan(20);
  });

  it('setup.sh has LF throughout, also where git would write CRLF', () => {
    expect(lineEnds('setup.sh').crlf).toBe(0);
    const rules = readFileSync(path.join(root, '.gitattributes'), 'utf8').split('\n');
    expect(rules).toEqual(expect.arrayContaining(['*.sh text eol=lf', '/.ci/run text eol=lf', '*.bat text eol=crlf']));
  });

  it('setup.bat changes to its own folder in quotes, and has a label for every goto', () => {
    const text = readFileSync(path.join(root, 'setup.bat'), 'latin1');
    expect(text).toContain('cd /d "%~dp0"');
    const wanted = [...text.matchAll(/goto (\w+)/g)].map(([, label]) => label);
    const labels = [...text.matchAll(/^:(\w+)/gm)].map(([, label]) => label);
    expect([...new Set(wanted)].filter((label) => !labels.includes(label))).toEqual([]);
  });
});

describe('setup.sh', () => {
  let bin: string;
  beforeEach(() => {
    bin = mkdtempSync(path.join(os.tmpdir(), 'poolproof setup '));
    symlinkSync('/usr/bin/dirname', path.join(bin, 'dirname'));
  });
  afterEach(() => rmSync(bin, { recursive: true }));

  /** With these programs alone. */
  function setUp(): { readonly status: number | null; readonly stderr: string } {
    const { status, stderr } = spawnSync('/bin/bash', [path.join(root, 'setup.sh')], {
      cwd: '/',
      env: { PATH: bin },
      encoding: 'utf8',
    });
    return { status, stderr };
  }

  it('asks for Node where there is none', () => {
    expect(setUp()).toEqual({
      status: 4,
      stderr: 'setup: no Node on PATH\ntry: install Node 20.19 or newer (https://nodejs.org)\n',
    });
  });

  it('asks for a newer Node where it is too old', () => {
    writeFileSync(path.join(bin, 'node'), '#!/bin/sh\n[ "$1" = --version ] && echo v18.20.4 && exit 0\nexit 1\n');
    chmodSync(path.join(bin, 'node'), 0o755);
    expect(setUp()).toMatchObject({ status: 4, stderr: expect.stringMatching(/^setup: Node v18\.20\.4 is too old\n/) });
  });
});
