import { describe, expect, it } from 'vitest';
import { chooserOf } from './choose.ts';

describe('chooserOf', () => {
  it.each([
    [0, 0],
    [0.099, 0],
    [0.1, 1],
    [0.299, 1],
    [0.3, 2],
    [0.999999, 2],
  ])('turns %f into choice %i of weights 1, 2, 7', (u, expected) => {
    expect(chooserOf([1, 2, 7])(u)).toBe(expected);
  });

  it('has one choice of one', () => {
    expect(chooserOf([3])(0.5)).toBe(0);
  });
});
