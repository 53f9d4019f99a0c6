import { describe, expect, it } from 'vitest';
import { style } from './style.ts';

/** Relative luminance of #rrggbb (WCAG 2.2). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = (hex.slice(1).match(/../g) ?? [])
    .map((pair) => Number.parseInt(pair, 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The variables of light and of dark, by name. */
const palettes = style
  .split('@media (prefers-color-scheme: dark)')
  .slice(0, 2)
  .map(
    (part) => new Map([...part.matchAll(/--([a-z]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex])),
  );

const inks = ['ink', 'muted', 'blue', 'orange', 'red', 'green', 'grey', 'amber'];

describe.each([
  ['light', palettes[0]],
  ['dark', palettes[1]],
])('in %s', (_, palette) => {
  it.each(inks)('%s can be read on the page and on what is shaded', (ink) => {
    for (const ground of ['page', 'shade']) {
      expect(contrast(palette?.get(ink) ?? '#000000', palette?.get(ground) ?? '#000000')).toBeGreaterThanOrEqual(4.5);
    }
  });
});
