import { describe, expect, it } from 'vitest';
import { checkNode, isReady, type Check } from '../provision/inspect.ts';
import { renderDoctor } from './doctor.ts';

const node: Check = { name: 'node', state: 'found', version: '20.20.2', detail: 'runs this', fix: null };
const k6: Check = { name: 'k6', state: 'fetchable', version: null, detail: 'built from k6/', fix: null };
const pgbouncer: Check = {
  name: 'pgbouncer',
  state: 'missing',
  version: null,
  detail: 'none',
  fix: 'brew install pgbouncer',
};
const go: Check = { name: 'go', state: 'absent', version: null, detail: 'none on PATH', fix: null };

describe('renderDoctor', () => {
  it('is a line each, and the mending command', () => {
    expect(renderDoctor([node, k6, pgbouncer])).toBe(
      `node       found        20.20.2, runs this
k6         would fetch  built from k6/
pgbouncer  missing      none
           try: brew install pgbouncer
`,
    );
  });
});

describe('isReady', () => {
  it('is spoilt only by what is missing', () => {
    expect(isReady([node, k6, go])).toBe(true);
    expect(isReady([node, k6, pgbouncer])).toBe(false);
  });
});

describe('checkNode', () => {
  it.each([
    ['v20.19.0', 'found'],
    ['v26.1.0', 'found'],
    ['v20.18.3', 'missing'],
  ])('%s: %s', (version, state) => expect(checkNode(version).state).toBe(state));
});
