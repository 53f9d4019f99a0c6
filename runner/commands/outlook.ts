/** What a run will cost and be able to see, for `poolproof plan`. Pure. */
import { costLine, infeasibleCriteria, limitLines, lookLines, minutesOf } from '../experiment/plan.ts';
import { formatDecimal } from '../model/format.ts';
import type { NoiseFloor } from '../model/noise-floor.ts';
import { mostBlocks } from '../model/orders.ts';
import type { Plan } from '../model/plan.ts';
import { blocksNeeded } from '../verdict/detect.ts';
import { forecastLines, forecastOf } from '../verdict/forecast.ts';

/** Null: more blocks than can be judged. */
type Cost = { readonly blocks: number; readonly minutes: number } | null;

interface Detect {
  /** As a fraction. */
  readonly difference: number;
  readonly metrics: readonly { readonly metric: string; readonly alone: Cost; readonly answer: Cost }[];
}

/** What `--json` prints. Differences and chances are fractions. */
export interface Outlook {
  readonly bench: string;
  readonly profile: string;
  readonly arms: readonly string[];
  readonly blocks: number;
  readonly segments: number;
  readonly minutes: number;
  /** The blocks of each planned look, and the minutes until then; null when it is judged once. */
  readonly looks: readonly { readonly blocks: number; readonly minutes: number }[] | null;
  readonly noiseFloor: NoiseFloor | null;
  readonly sees: Readonly<Record<string, number | null>> | null;
  readonly answerSees: Readonly<Record<string, number | null>> | null;
  readonly passesWithoutDifference: readonly { readonly criterion: string; readonly chance: number | null }[];
  readonly infeasible: readonly string[];
  readonly detect: Detect | null;
}

/** @param difference to detect, a fraction, for which the plan must have a noise floor; null when none is asked for */
export function outlookOf(plan: Plan, difference: number | null): Outlook {
  const blocks = plan.segments.at(-1)?.block ?? 0;
  const forecast = forecastOf(plan);
  return {
    bench: plan.bench,
    profile: plan.profile.name,
    arms: plan.arms.map(({ name }) => name),
    blocks,
    segments: plan.segments.length,
    minutes: minutesOf(plan, blocks),
    looks: plan.looks?.blocks.map((each) => ({ blocks: each, minutes: minutesOf(plan, each) })) ?? null,
    noiseFloor: plan.noiseFloor,
    sees: forecast?.sees ?? null,
    answerSees: forecast?.answerSees ?? null,
    passesWithoutDifference: (forecast?.passes ?? []).map(({ criterion, chance }) => ({
      criterion: criterion.id,
      chance,
    })),
    infeasible: infeasibleCriteria(plan).map(({ id }) => id),
    detect: difference === null || plan.noiseFloor === null ? null : detectOf(plan, plan.noiseFloor, difference),
  };
}

function detectOf(plan: Plan, floor: NoiseFloor, difference: number): Detect {
  const costOf = (blocks: number | null): Cost =>
    blocks === null ? null : { blocks, minutes: minutesOf(plan, blocks) };
  return {
    difference,
    metrics: blocksNeeded(floor, difference, plan.arms.length).map(({ metric, blocks }) => ({
      metric,
      alone: costOf(blocks.alone),
      answer: costOf(blocks.answer),
    })),
  };
}

/** The same in lines for people. */
export function outlookLines(plan: Plan, { detect }: Outlook): string[] {
  return [
    costLine(plan),
    ...lookLines(plan),
    ...limitLines(plan),
    ...forecastLines(plan),
    ...(detect === null ? [] : detectLines(detect)),
  ];
}

function detectLines({ difference, metrics }: Detect): string[] {
  const wanted = `${formatDecimal(100 * difference, 1)} %`;
  return metrics.map(
    ({ metric, alone, answer }) =>
      `to see ${wanted} in ${metric} (80 % power): ${costText(alone)}; until the answer names it: ${costText(answer)}`,
  );
}

function costText(cost: Cost): string {
  if (cost === null) return `no number does, up to the ${mostBlocks} blocks that can be judged`;
  return `${cost.blocks} blocks, about ${cost.minutes} min`;
}
