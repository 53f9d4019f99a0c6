import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDotenv, quote, updateDotenv } from './dotenv.ts';

function valuesOf(text: string): Record<string, string> {
  return Object.fromEntries(parseDotenv(text).map(({ name, value }) => [name, value]));
}

describe('a value in .env', () => {
  it.each([
    ['plain', 'plain'],
    ['100%sure', '100%sure'],
    ['two words', "'two words'"],
    ['cash$HOME', "'cash$HOME'"],
    ['say "hi"', `'say "hi"'`],
    ["it's", `"it's"`],
    [`it's "$5" \\ café`, `"it's \\"\\$5\\" \\\\ café"`],
    ['#not a comment', "'#not a comment'"],
  ])('%s is written %s', (value, written) => expect(quote(value)).toBe(written));

  it('is read back, whatever is in it', () => {
    const oneLine = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !/[\r\n\u2028\u2029]/.test(text) && !text.includes('\0'));
    const tricky = fc.string({ unit: fc.constantFrom(`'`, `"`, '\\', '$', '%', ' ', '#', '=', 'é', 'a') });
    const isReadBack = fc.property(
      fc.oneof(oneLine, tricky),
      (value) => valuesOf(`P=${quote(value)}\n`)['P'] === value,
    );
    expect(() => fc.assert(isReadBack)).not.toThrow();
  });

  it('may be written by hand', () => {
    expect(valuesOf('export A = 1 # one\r\nB="x$$y"\n# C=3\nnot a line\nD=\n')).toEqual({ A: '1', B: 'x$y', D: '' });
  });
});

describe('updateDotenv', () => {
  it('changes its own lines and leaves the rest', () => {
    const before = '# mine\nSECRET_KEY=abc\nPGBOUNCER_PORT=6432\nPOSTGRES_PORT=5432\n';
    expect(updateDotenv(before, { POSTGRES_PORT: '5433', PGBOUNCER_PORT: null, POSTGRES_DB: 'shop' })).toBe(
      '# mine\nSECRET_KEY=abc\nPOSTGRES_PORT=5433\nPOSTGRES_DB=shop\n',
    );
  });

  it('sets a variable once, though it stood there twice', () => {
    expect(updateDotenv('A=1\nB=2\nA=3\n', { A: '4' })).toBe('A=4\nB=2\n');
  });

  it('starts a file', () => expect(updateDotenv('', { A: '1' })).toBe('A=1\n'));
});
