/** A project's standing stack: put up, found again, taken down. */
import { messageOf, PoolproofError } from '../errors.ts';
import type { Asked, HealthyState, StandingState } from '../model/standing.ts';
import { schemaVersion } from '../model/version.ts';
import { exists } from '../provision/cache.ts';
import { removeStaleScratch } from '../provision/scratch.ts';
import type { ProvisionContext } from '../provision/tool.ts';
import { holdPort } from '../stack/ports.ts';
import { clearing, type Owner } from './clearing.ts';
import { composeKind } from './compose-kind.ts';
import { readEnvFile } from './env-file.ts';
import { identityOf, isRunning } from './identity.ts';
import type { StandingKind, Stopped } from './kind.ts';
import { nativeKind } from './native-kind.ts';
import { claimPlace, placeOf, readState, removePlace, type Place } from './place.ts';
import { readUpSettings, type UpSettings } from './settings.ts';

/** What putting one up needs of its surroundings. */
export interface Surroundings {
  readonly context: ProvisionContext;
  readonly pid: number;
  readonly now: () => Date;
  readonly interrupted: AbortSignal;
}

/** One that `up` left, whole or not. */
export interface Found {
  readonly state: StandingState;
  readonly place: Place;
  readonly kind: StandingKind;
}

/** One that got healthy; its parts may have died since. */
export interface Standing extends Found {
  readonly state: HealthyState;
}

const kinds: Readonly<Record<StandingState['kind'], StandingKind>> = { native: nativeKind, compose: composeKind };

/**
 * Starts what was asked for, waits until it is healthy, and leaves it running.
 * @throws PoolproofError `usage` for settings that cannot be, `stack` when it does not start; nothing is left then
 */
export async function putUp(
  { kind: name, ...asked }: Asked & { readonly kind: StandingState['kind'] },
  { context, pid, now, interrupted }: Surroundings,
): Promise<HealthyState> {
  const kind = kinds[name];
  const settings = readUpSettings(context.env, await readEnvFile(asked.project));
  const place = await placeOf(context.cacheDir, asked.project);
  const owner = await ownerOf(pid);
  await makeRoom(place, owner, context);
  await checkPorts(settings);
  const claimed: StandingState = {
    schemaVersion,
    kind: name,
    owner,
    startedAt: now().toISOString(),
    asked,
    parts: null,
    processes: [],
    native: null,
    compose: null,
  };
  if (!(await claimPlace(place, claimed))) throw alreadyStarting(null);
  try {
    return await kind.up({ asked, place, claimed, settings, context, interrupted });
  } catch (error) {
    await removePlace(place).catch((further: unknown) => context.log(`while clearing up: ${messageOf(further)}`));
    throw error;
  }
}

async function ownerOf(pid: number): Promise<Owner> {
  return { pid, identity: (await identityOf(pid)) ?? '-' };
}

/** Refuses when a stack stands here, clears what a killed one left. */
async function makeRoom(place: Place, me: Owner, context: ProvisionContext): Promise<void> {
  if (!(await exists(place.dir))) return;
  await whatIsDead(place);
  await clearing(place, me, async () => {
    const { state, words } = await whatIsDead(place);
    if (words !== null) context.log(`clearing up ${words}`);
    await clear(state, place, context);
  });
}

/**
 * What a dead stack left, in words; null for what is too little for that.
 * @throws PoolproofError `stack` when it is not dead
 */
async function whatIsDead(place: Place): Promise<{ state: StandingState | null; words: string | null }> {
  const state = await readState(place);
  if (state === null) return { state, words: null };
  if (state.parts === null) {
    if (await isRunning(state.owner)) throw alreadyStarting(state.owner.pid);
    return { state, words: 'what an `up` that was killed left half made' };
  }
  const dead = await kinds[state.kind].dead(state);
  if (dead.length > 0) return { state, words: `a stack of which ${dead.join(' and ')} had died` };
  throw new PoolproofError('stack', `a stack stands here already: ${state.parts.baseUrl}, since ${state.startedAt}`, {
    hint: 'poolproof down',
  });
}

function alreadyStarting(pid: number | null): PoolproofError {
  const which = pid === null ? '' : ` (process ${pid})`;
  return new PoolproofError('stack', `another \`poolproof up\`${which} is starting a stack here`, {
    hint: 'wait until it is done, or stop it with Ctrl-C',
  });
}

/** Here, where it is known who fixed a port; that it is still free later is seen when its part starts. */
async function checkPorts({ ports, portSources }: UpSettings): Promise<void> {
  for (const part of ['app', 'pooler', 'postgres'] as const) {
    const port = ports[part];
    if (port === undefined) continue;
    try {
      await (await holdPort(port)).release();
    } catch (error) {
      const name = portSources[part] ?? '';
      throw new PoolproofError('stack', `${name} cannot be had: ${messageOf(error)}`, {
        hint: `end what listens there (see: ss -ltnp 'sport = :${port}'), or change ${name}; without it a free port is picked`,
        cause: error,
      });
    }
  }
}

/** @returns how each part went; null when there was none */
export async function takeDown(
  project: string,
  { context, pid }: Pick<Surroundings, 'context' | 'pid'>,
): Promise<readonly Stopped[] | null> {
  const place = await placeOf(context.cacheDir, project);
  if (!(await exists(place.dir))) return null;
  await refuseStarting(place);
  return await clearing(place, await ownerOf(pid), async () => {
    await refuseStarting(place);
    return await clear(await readState(place), place, context);
  });
}

async function refuseStarting(place: Place): Promise<void> {
  const state = await readState(place);
  if (state !== null && state.parts === null && (await isRunning(state.owner))) throw alreadyStarting(state.owner.pid);
}

/** @param state null: what is left tells nothing of any process */
async function clear(
  state: StandingState | null,
  place: Place,
  context: ProvisionContext,
): Promise<readonly Stopped[]> {
  // What ran when `up` was killed together with its watchdog is in the watchdog's record.
  if (state !== null) await removeStaleScratch(context.cacheDir);
  const stopped = state === null ? [] : await kinds[state.kind].down(state, place);
  await removePlace(place);
  return stopped;
}

/** @throws PoolproofError `stack` when the project has none, or only a half one */
export async function findStanding(project: string, cacheDir: string): Promise<Standing> {
  const place = await placeOf(cacheDir, project);
  const state = await readState(place);
  if (state === null) {
    throw new PoolproofError('stack', `no stack stands for ${project}`, { hint: 'poolproof up --pooled' });
  }
  const { parts } = state;
  if (parts !== null) return { state: { ...state, parts }, place, kind: kinds[state.kind] };
  if (await isRunning(state.owner)) throw alreadyStarting(state.owner.pid);
  throw new PoolproofError('stack', 'an `up` was killed here half-way', { hint: 'poolproof down, then poolproof up' });
}
