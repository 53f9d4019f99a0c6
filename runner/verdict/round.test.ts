import { expect, it } from 'vitest';
import { roundedNumbers } from './round.ts';

it('rounds every number to twelve significant digits and leaves the rest alone', () => {
  expect(roundedNumbers({ a: [0.1 + 0.2, null, 'x'], b: { c: 1 / 3, d: true }, e: -0, f: 123456789012345 })).toEqual({
    a: [0.3, null, 'x'],
    b: { c: 0.333333333333, d: true },
    e: 0,
    f: 123456789012000,
  });
});
