import type { GateId } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';

/** The limit above which a reading of this gate voids. */
export function limitOf({ gates, open }: Pick<Plan, 'gates' | 'open'>, id: GateId): number {
  const limits: Record<GateId, number> = {
    'toggle-proof': gates.toggleContradictions,
    'read-back': gates.readBackDifferences,
    users: gates.missingUsers,
    'log-ins': gates.lostLoginsDifference,
    'generator-starved': open === null ? gates.generatorStarvedShare : gates.lateStartShare,
    steal: gates.stealShare,
    'foreign-load': gates.foreignCpuCores,
    'sampler-gap': gates.samplerGapS,
    'sampler-missing': gates.samplerMissingShare,
    clock: gates.clockStepS,
  };
  return limits[id];
}
