import { describe, expect, it } from 'vitest';
import { isWithin, parseBound } from './bound.ts';

const bound = (text: string) => {
  const parsed = parseBound(text);
  if (parsed === null) throw new Error(`${text} is no bound`);
  return parsed;
};

describe('parseBound', () => {
  it.each([
    ['> 99 %', '>', 0.99],
    ['> 95%', '>', 0.95],
    ['<= 1.10', '<=', 1.1],
    ['< 600 ms', '<', 600],
    ['<1.2 s', '<', 1200],
    ['>= 18/s', '>=', 18],
    ['>= 18 requests/s', '>=', 18],
    ['= 0', '=', 0],
    ['  < 200  ', '<', 200],
  ])('reads %j', (text, op, value) => {
    expect(parseBound(text)).toEqual({ op, value, text: text.trim() });
  });

  it.each(['', '99 %', '> ninety', '=> 1', '< -1', '< 1e3', '> 1 minute', '> 1 2', '<'])('refuses %j', (text) => {
    expect(parseBound(text)).toBeNull();
  });
});

describe('isWithin', () => {
  it.each([
    ['> 99 %', 0.99, false],
    ['> 99 %', 0.9901, true],
    ['>= 18/s', 18, true],
    ['>= 18/s', 17.999, false],
    ['< 600 ms', 600, false],
    ['< 600 ms', 599.9, true],
    ['<= 1.10', 1.1, true],
    ['<= 1.10', 1.1001, false],
    ['= 0', 0, true],
    ['= 0', 1, false],
  ])('%s of %f is %j', (text, reading, expected) => {
    expect(isWithin(reading, bound(text))).toBe(expected);
  });

  it.each(['> 1', '>= 1', '< 1', '<= 1', '= 0'])('%s is not met by what is no number', (text) => {
    expect(isWithin(Number.NaN, bound(text))).toBe(false);
  });
});
