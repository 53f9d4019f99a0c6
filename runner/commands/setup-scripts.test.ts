import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

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
