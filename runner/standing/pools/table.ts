/** A reading as a table for people, or as one line. Pure. */
import { styleText } from 'node:util';
import type { PoolRow } from '../../model/sample-line.ts';
import { meaningOf, seconds } from './meaning.ts';
import type { PoolsReading } from './reading.ts';

interface Column {
  readonly title: string;
  readonly cell: (row: PoolRow) => string;
  /** To be looked at. */
  readonly alarms?: (row: PoolRow) => boolean;
}

const columns: readonly Column[] = [
  { title: 'database', cell: (row) => row.database },
  { title: 'user', cell: (row) => row.user },
  { title: 'cl_active', cell: (row) => String(row.clActive) },
  { title: 'cl_waiting', cell: (row) => String(row.clWaiting), alarms: (row) => row.clWaiting > 0 },
  { title: 'sv_active', cell: (row) => String(row.svActive) },
  { title: 'sv_idle', cell: (row) => String(row.svIdle) },
  { title: 'sv_used', cell: (row) => String(row.svUsed) },
  { title: 'sv_login', cell: (row) => String(row.svLogin) },
  { title: 'maxwait', cell: (row) => seconds(row.maxWaitUs), alarms: (row) => row.maxWaitUs > 0 },
  { title: 'pool_mode', cell: (row) => row.poolMode ?? '' },
];

/** From here on Postgres is about to refuse. */
const fullShare = 0.9;

/** @param colour whether what needs a look is highlighted */
export function renderPools({ pools, backends, maxConnections }: PoolsReading, colour: boolean): string {
  const widths = columns.map(({ title, cell }) => Math.max(title.length, ...pools.map((row) => cell(row).length)));
  const titles = columns.map(({ title }, index) => align(title, widths[index] ?? 0, index)).join('  ');
  const rows = pools.map((row) =>
    columns
      .map(({ cell, alarms }, index) => {
        const text = align(cell(row), widths[index] ?? 0, index);
        return alarms?.(row) === true ? highlight(text, colour) : text;
      })
      .join('  '),
  );
  const postgres = `Postgres: ${backends} of ${maxConnections} connections`;
  const full = backends >= maxConnections * fullShare;
  return `${[titles, ...rows, full ? highlight(postgres, colour) : postgres, meaningOf(pools)].map((line) => line.trimEnd()).join('\n')}\n`;
}

/** For a log or a pipe. */
export function poolsLine({ at, pools, backends, maxConnections }: PoolsReading): string {
  return `${at}  ${meaningOf(pools)}; Postgres: ${backends} of ${maxConnections} connections\n`;
}

/** Names to the left, numbers to the right. */
function align(text: string, width: number, index: number): string {
  return index < 2 || index === columns.length - 1 ? text.padEnd(width) : text.padStart(width);
}

function highlight(text: string, colour: boolean): string {
  return colour ? styleText(['bold', 'red'], text, { validateStream: false }) : text;
}
