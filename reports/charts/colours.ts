/** Colours of charts: CSS variables, so that one SVG serves light and dark; what stands behind the comma is for lone SVGs. */
import type { ColourName, Tone } from '../view/types.ts';

export const ink = 'var(--ink,#1b1f24)';
export const muted = 'var(--muted,#5a636d)';
export const line = 'var(--line,#d8dde2)';
export const shade = 'var(--shade,#f1f3f5)';

/** Told apart without red and green, too (Okabe and Ito's set, darkened until it can be read as text). */
export const colours: Readonly<Record<ColourName, string>> = {
  blue: 'var(--blue,#0b63b0)',
  orange: 'var(--orange,#b3500a)',
  red: 'var(--red,#b3261e)',
  green: 'var(--green,#0a7350)',
  grey: 'var(--grey,#5a636d)',
};

/** How a finding reads, in colour; the words beside it say the same. */
export const toneColours: Readonly<Record<Tone, string>> = {
  good: colours.green,
  bad: colours.red,
  doubt: 'var(--amber,#8a5a00)',
  muted: colours.grey,
  plain: ink,
};
