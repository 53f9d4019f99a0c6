import { Command } from 'commander';
import type { Host } from '../host.ts';
import type { Stopped } from '../standing/kind.ts';
import { takeDown } from '../standing/standing.ts';
import { provisionContext } from './provision-context.ts';

/** `poolproof down`: stops what `up` started here, and nothing else. */
export function downCommand(host: Host): Command {
  return new Command('down')
    .description('stop what `up` started in this folder and remove its data (.env stays)')
    .action(async () => host.out(renderDown(await down(host))));
}

async function down(host: Host): Promise<readonly Stopped[] | null> {
  return await takeDown(host.cwd, { context: await provisionContext(host), pid: host.pid });
}

const words: Record<Stopped['how'], string> = {
  stopped: 'stopped',
  killed: 'did not stop when asked and was killed',
  gone: 'had died before',
};

/** @param stopped null: there was nothing to stop */
export function renderDown(stopped: readonly Stopped[] | null): string {
  if (stopped === null) return 'no stack stands here\n';
  const lines = stopped.map(({ part, how }) => `${part.padEnd(9)}  ${words[how]}\n`);
  return `${lines.join('')}its data are removed; .env stays\n`;
}
