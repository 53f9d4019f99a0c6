/** Was the machine ours while the load ran? */
import { formatPercent, formatPlain } from '../model/format.ts';
import type { GateReading } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';
import type { SampleOf } from '../model/sample-line.ts';
import { gateReading, type SegmentEvidence } from './gate-reading.ts';

type Machine = NonNullable<SampleOf<'cpu'>['machine']>;
type Cpu = SampleOf<'cpu'> & { readonly machine: Machine };

/** Share of the processors' time that the hypervisor gave to others. */
export function readSteal(plan: Plan, segment: SegmentEvidence): GateReading {
  const span = cpuSpan(segment);
  const totalS = span === null ? 0 : span.last.machine.totalS - span.first.machine.totalS;
  if (span === null || totalS <= 0)
    return gateReading(plan, 'steal', null, 'Stolen time cannot be read on this system.');
  const share = (span.last.machine.stealS - span.first.machine.stealS) / totalS;
  return gateReading(
    plan,
    'steal',
    share,
    `${formatPercent(share)} of processor time went to other guests of the host.`,
  );
}

/** CPU that neither the stack nor the generator nor the runner used, in cores: the machine's busy time less theirs. */
export function readForeignLoad(plan: Plan, segment: SegmentEvidence): GateReading {
  const span = cpuSpan(segment);
  if (span === null)
    return gateReading(plan, 'foreign-load', null, 'The CPU of other processes cannot be read on this system.');
  const { first, last, all } = span;
  const busyS = last.machine.busyS - first.machine.busyS;
  const cores = (busyS - ourCpuS(first, all)) / (last.at - first.at);
  const note = `Processes that are not of this run used ${formatPlain(Math.max(0, cores))} cores.`;
  return gateReading(plan, 'foreign-load', cores, note);
}

/**
 * Growth of our processes' CPU. A role that is not there at first started later; one that is gone keeps its last
 * reading.
 */
function ourCpuS(first: Cpu, all: readonly Cpu[]): number {
  const used = new Map<string, number>();
  for (const { processes } of all) for (const { role, cpuS } of processes) used.set(role, cpuS);
  for (const { role, cpuS } of first.processes) used.set(role, (used.get(role) ?? 0) - cpuS);
  return [...used.values()].reduce((sum, cpuS) => sum + cpuS, 0);
}

/** The first and the last reading of the machine within the load; null without two. */
function cpuSpan({ samples, startedAt, steadyTo }: SegmentEvidence) {
  const all = samples.filter(isCpu).filter(({ tick }) => tick >= startedAt && tick <= steadyTo);
  const [first, last] = [all[0], all.at(-1)];
  return first === undefined || last === undefined || last.at <= first.at ? null : { first, last, all };
}

function isCpu(line: SegmentEvidence['samples'][number]): line is Cpu {
  return line.type === 'cpu' && line.machine !== null;
}
