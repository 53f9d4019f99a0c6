import type { GateId } from '../model/gate.ts';
import type { Plan } from '../model/plan.ts';

/**
 * The limit above which a reading of this gate voids. Gates that check a rule, not a quantity, allow no breach of it.
 */
export function limitOf({ gates }: Pick<Plan, 'gates'>, id: GateId): number {
  const limits: Record<GateId, number> = {
    'toggle-proof': 0,
    'read-back': 0,
    users: 0,
    'log-ins': gates.lostLoginsDifference,
    'generator-starved': gates.generatorStarvedShare,
    steal: gates.stealShare,
    'foreign-load': gates.foreignCpuCores,
    'sampler-gap': gates.samplerGapS,
    'sampler-missing': gates.samplerMissingShare,
  };
  return limits[id];
}
