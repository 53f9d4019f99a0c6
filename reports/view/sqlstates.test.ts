import { describe, expect, it } from 'vitest';
import type { ResultSegment } from '../../runner/model/result.ts';
import { aResult, aVerdict } from '../../runner/model/testing/factories.ts';
import { roundsOf } from './segments.ts';
import { sqlstatesTable } from './sqlstates.ts';

/** The table when this is what the log of each segment said. */
function tableOf(said: (arm: string, block: number) => ResultSegment['sqlstates']) {
  const result = aResult({}, ({ arm, block }) => ({ sqlstates: said(arm, block) }));
  return sqlstatesTable(result, roundsOf(result, aVerdict()));
}

describe('what Postgres logged', () => {
  it('is added up by SQLSTATE, arm by arm', () => {
    const table = tableOf((arm, block) => {
      if (arm === 'pooled') return block === 1 ? { '40P01': 1 } : {};
      return { '53300': 3, XX000: block };
    });
    const rows = table?.groups.flatMap((group) => group.rows) ?? [];
    expect(rows.map((cells) => cells.map(({ text }) => text))).toEqual([
      ['40P01', '0', '1'],
      ['53300', '18', '0'],
      ['XX000', '21', '0'],
    ]);
    expect(rows.map(([head]) => head?.detail)).toEqual(['deadlock', 'no connection slot left', undefined]);
  });

  it('is said to be none when the logs hold none', () => {
    expect(tableOf(() => ({}))).toMatchObject({ note: 'No error of the app’s role.', groups: [{ rows: [] }] });
  });

  it('says in how many segments it was not read, and is left out when it was in none', () => {
    expect(tableOf((_, block) => (block === 2 ? null : { '57014': 1 }))?.groups[0]?.rows).toEqual([
      [
        { text: '57014', detail: 'statement timeout, or cancelled' },
        { text: '5', detail: 'not read in 1 of 6' },
        { text: '5', detail: 'not read in 1 of 6' },
      ],
    ]);
    expect(tableOf(() => null)).toBeNull();
  });
});
