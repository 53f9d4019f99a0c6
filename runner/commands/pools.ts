import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Host } from '../host.ts';
import { meaningOf } from '../standing/pools/meaning.ts';
import { type PoolsReader, type PoolsReading, poolsReader } from '../standing/pools/reading.ts';
import { poolsLine, renderPools } from '../standing/pools/table.ts';
import { findStanding } from '../standing/standing.ts';
import { provisionContext } from './provision-context.ts';

interface Options {
  readonly once?: true;
  readonly json?: true;
}

const everyMs = 1000;

/** `poolproof pools`: SHOW POOLS of the standing stack, live. */
export function poolsCommand(host: Host): Command {
  return new Command('pools')
    .description('SHOW POOLS live, as a table; Ctrl-C ends it')
    .option('--once', 'look once and end')
    .option('--json', 'one line of JSON for each look')
    .action(async (options: Options) => {
      const { cacheDir } = await provisionContext(host);
      const { state } = await findStanding(host.cwd, cacheDir);
      const reader = poolsReader(state);
      try {
        await show(host, reader, options);
      } finally {
        await reader.close();
      }
    });
}

async function show(host: Host, reader: PoolsReader, options: Options): Promise<void> {
  const draw = painter(host, options);
  do {
    draw(await reader.read(host.now()));
    if (options.once === true) return;
    await sleep(everyMs, undefined, { signal: host.interrupted }).catch(() => undefined);
  } while (!host.interrupted.aborted);
}

/** How a reading is shown: JSON, lines, one table, or a table drawn over the one before. */
function painter({ out, terminal }: Host, { once, json }: Options): (reading: PoolsReading) => void {
  if (json === true) return (reading) => out(`${JSON.stringify({ ...reading, meaning: meaningOf(reading.pools) })}\n`);
  if (once === true) return (reading) => out(renderPools(reading, terminal));
  if (!terminal) return (reading) => out(poolsLine(reading));
  let drawn = 0;
  return (reading) => {
    const table = renderPools(reading, true);
    out(overdraw(drawn, table));
    drawn = table.split('\n').length - 1;
  };
}

/** Goes up over the lines drawn before and clears them. Lines are not wrapped meanwhile, or their number would be wrong. */
export function overdraw(lines: number, table: string): string {
  const up = lines === 0 ? '' : `\u001B[${lines}A\u001B[0J`;
  return `\u001B[?7l${up}${table}\u001B[?7h`;
}
