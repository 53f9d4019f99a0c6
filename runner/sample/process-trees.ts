/** Who used the processors: sums over trees of processes. Pure but for what it remembers of the roots. */
import type { ProcessRole } from '../model/sample-line.ts';
import type { StackProcess } from '../model/stack.ts';
import type { ProcessStat, ProcUnits } from './proc.ts';

/** A role's processes together: CPU since they started, memory now (shared pages count in each process). */
export interface RoleUsage {
  readonly role: ProcessRole;
  readonly cpuS: number;
  readonly rssBytes: number;
  readonly processes: number;
}

interface Root extends StackProcess {
  /** Null until it was first seen; afterwards another process with this pid is not it. */
  startTicks: number | null;
  /** What its tree had used when it was last seen: what is used stays used. */
  ticks: number;
  rssPages: number;
  processes: number;
}

export interface ProcessTrees {
  add(process: StackProcess): void;
  /** Usage per role, given every process there is; a role none of whose roots was ever seen is left out. */
  usage(all: readonly ProcessStat[], units: ProcUnits): RoleUsage[];
}

/**
 * Trees by the pids of their roots. A process belongs to the nearest root above it. Exited children count with the
 * parent that waited for them, so that a tree's sum never falls; but the runner counts alone, because the children it
 * waits for are the other roots, which have their own sums.
 */
export function createProcessTrees(processes: readonly StackProcess[]): ProcessTrees {
  const roots: Root[] = [];
  const add = ({ role, pid }: StackProcess): void => {
    roots.push({ role, pid, startTicks: null, ticks: 0, rssPages: 0, processes: 0 });
  };
  for (const process of processes) add(process);
  return {
    add,
    usage(all, units) {
      const byPid = new Map(all.map((stat) => [stat.pid, stat]));
      const alive = new Map(roots.filter((root) => findRoot(root, byPid)).map((root) => [root.pid, root]));
      for (const stat of all) {
        const root = rootOf(stat, byPid, alive);
        if (root !== undefined) addTo(root, stat);
      }
      return sumByRole(roots, units);
    },
  };
}

/** Whether the root still lives; if so its sum starts anew. */
function findRoot(root: Root, byPid: ReadonlyMap<number, ProcessStat>): boolean {
  const stat = byPid.get(root.pid);
  const lives = stat !== undefined && (root.startTicks === null || root.startTicks === stat.startTicks);
  if (lives) {
    root.startTicks = stat.startTicks;
    root.ticks = 0;
  }
  root.rssPages = 0;
  root.processes = 0;
  return lives;
}

function rootOf(
  stat: ProcessStat,
  byPid: ReadonlyMap<number, ProcessStat>,
  roots: ReadonlyMap<number, Root>,
): Root | undefined {
  for (let above: ProcessStat | undefined = stat; above !== undefined; above = byPid.get(above.parentPid)) {
    const root = roots.get(above.pid);
    if (root !== undefined) return root.role === 'runner' && above !== stat ? undefined : root;
  }
  return undefined;
}

function addTo(root: Root, stat: ProcessStat): void {
  root.ticks += stat.ownTicks + (root.role === 'runner' ? 0 : stat.exitedChildrenTicks);
  root.rssPages += stat.rssPages;
  root.processes += 1;
}

function sumByRole(roots: readonly Root[], units: ProcUnits): RoleUsage[] {
  const sums = new Map<ProcessRole, RoleUsage>();
  for (const root of roots) {
    if (root.startTicks === null) continue;
    const sum = sums.get(root.role) ?? { role: root.role, cpuS: 0, rssBytes: 0, processes: 0 };
    sums.set(root.role, {
      role: root.role,
      cpuS: sum.cpuS + root.ticks / units.ticksPerS,
      rssBytes: sum.rssBytes + root.rssPages * units.pageBytes,
      processes: sum.processes + root.processes,
    });
  }
  return [...sums.values()];
}
