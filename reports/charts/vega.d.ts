import 'vega';

// Vega exports it; its types forget it.
declare module 'vega' {
  export const textMetrics: { canvas(use: boolean): void };
}
