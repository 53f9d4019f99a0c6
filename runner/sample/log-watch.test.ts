import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LogPaths, watchLogs } from './log-watch.ts';

let dir: string;
let logs: LogPaths;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'poolproof-logs-'));
  const file = (name: string) => path.join(dir, `${name}.log`);
  logs = { postgres: file('postgres'), pgbouncer: file('pgbouncer'), app: file('app') };
  await Promise.all(Object.values(logs).map((log) => writeFile(log, 'started\n')));
});
afterEach(() => rm(dir, { recursive: true }));

describe('logs that', () => {
  it('grow, or come late, are whole', async () => {
    await rm(logs.app);
    const watch = watchLogs(logs);
    await watch.look();
    await appendFile(logs.postgres, 'and on\n');
    await watch.look();
    await writeFile(logs.app, 'saved at the end\n');
    await watch.look();
    expect(watch.faults()).toEqual({});
  });

  it('are removed, replaced or cut short are not, whatever becomes of them', async () => {
    const watch = watchLogs(logs);
    await watch.look();
    await rm(logs.postgres);
    await writeFile(path.join(dir, 'new'), 'started\nand on\n');
    await rename(path.join(dir, 'new'), logs.pgbouncer);
    await truncate(logs.app);
    await watch.look();
    await writeFile(logs.postgres, 'started\n');
    await appendFile(logs.app, 'and on, and on, and on\n');
    await watch.look();
    expect(watch.faults()).toEqual({
      postgres: 'it was removed while the part that writes it ran',
      pgbouncer: 'another file took its place while the part that writes it ran',
      app: 'it was cut short while the part that writes it ran',
    });
  });
});
