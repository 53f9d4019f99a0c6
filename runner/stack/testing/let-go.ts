/** A program for a test: lets go of the watch over containers, with nothing else that keeps the process. */
import { startReaper } from '../compose/project.ts';

const reaper = startReaper({ name: 'none', env: { PATH: '/usr/bin:/bin' } });
await reaper.letGo();
process.stdout.write('let go');
