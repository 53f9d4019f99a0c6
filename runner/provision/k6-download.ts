/** The pinned release of a stock k6: the last resort, on a machine with neither Go nor k6. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, PoolproofError } from '../errors.ts';
import { exists, makeFolder, publish } from './cache.ts';
import { describeK6, type ProvidedK6 } from './k6-describe.ts';
import { type K6Archive, k6Release } from './k6-release.ts';
import { markUsed } from './prune.ts';
import { runTool } from './run-tool.ts';
import { withScratch } from './scratch.ts';
import type { Finding, ProvisionContext } from './tool.ts';

/** For 30 MB over a line of 0.5 Mbit/s. */
const downloadTimeoutMs = 10 * 60_000;
const unpackTimeoutMs = 60_000;

interface Download extends K6Archive {
  readonly url: string;
}

/** k6 as its makers built it, from their release or, with POOLPROOF_K6_DOWNLOAD, from a mirror of it. */
export async function downloaded(context: ProvisionContext): Promise<Finding<ProvidedK6>> {
  const platform = `${process.platform}-${process.arch}`;
  const archive = k6Release.archives[platform];
  if (archive === undefined) return { state: 'absent', why: `no checksum is pinned for ${platform}` };
  const download = downloadOf(archive, context.env);
  const place = path.join(context.cacheDir, 'k6', `release-${k6Release.version}-${download.sha256.slice(0, 24)}`);
  const describe = (): Promise<ProvidedK6> =>
    describeK6(path.join(place, 'k6'), () => `stock k6, downloaded from ${download.url}`, context);
  await markUsed(place);
  if (await exists(place)) return { state: 'found', tool: await describe() };
  return {
    state: 'fetchable',
    from: `stock k6, downloaded from ${download.url}`,
    fetch: async () => {
      await withScratch(context.cacheDir, (scratch) => fetchInto(place, download, scratch, context));
      return await describe();
    },
  };
}

/** A mirror serves the same files, so the pinned checksum holds for it; who serves others says theirs. */
function downloadOf(archive: K6Archive, env: ProvisionContext['env']): Download {
  const baseUrl = valueOf(env, 'POOLPROOF_K6_DOWNLOAD') ?? k6Release.baseUrl;
  const sha256 = valueOf(env, 'POOLPROOF_K6_SHA256')?.toLowerCase() ?? archive.sha256;
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new PoolproofError('missing-tool', `POOLPROOF_K6_SHA256 is ${sha256}, which is no SHA-256 in hex`, {
      hint: 'correct POOLPROOF_K6_SHA256, or unset it',
    });
  }
  return { ...archive, sha256, url: `${baseUrl.replace(/\/+$/, '')}/${archive.name}.${archive.extension}` };
}

function valueOf(env: ProvisionContext['env'], name: string): string | undefined {
  return env[name] === '' ? undefined : env[name];
}

/** @throws PoolproofError `missing-tool` when it does not come whole, is not what was pinned, or holds no k6 that runs */
async function fetchInto(place: string, download: Download, scratch: string, context: ProvisionContext): Promise<void> {
  const archive = path.join(scratch, `k6.${download.extension}`);
  const sha256 = await save(download.url, archive, context.signal);
  if (sha256 !== download.sha256) {
    throw failed(download.url, `its SHA-256 is ${sha256} and not ${download.sha256}, so it is not what was pinned`);
  }
  const unpacked = await makeFolder(path.join(scratch, 'unpacked'));
  // GNU tar knows gzip; the tar of macOS knows zip too. As root the files would be given to whoever packed them.
  const flags = ['--strip-components=1', '--no-same-owner', '-C', unpacked];
  await runTool('tar', ['-xf', archive, ...flags, `${download.name}/k6`], {
    env: context.env,
    timeoutMs: unpackTimeoutMs,
    signal: context.signal,
  }).catch((error: unknown) => {
    throw isInterruption(error) ? error : failed(download.url, 'it cannot be unpacked', error);
  });
  await chmod(path.join(unpacked, 'k6'), 0o755);
  await describeK6(path.join(unpacked, 'k6'), () => 'downloaded', context);
  await publish(unpacked, place);
}

/** Saves what is at an address, and returns its SHA-256. */
async function save(url: string, file: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  const signals = [AbortSignal.timeout(downloadTimeoutMs), ...(signal === undefined ? [] : [signal])];
  try {
    const response = await fetch(url, { signal: AbortSignal.any(signals) });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const hashed = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    await pipeline(Readable.fromWeb(response.body), hashed, createWriteStream(file));
  } catch (error) {
    if (signal?.aborted === true) throw new PoolproofError('interrupted', `the download of ${url} was stopped`);
    // fetch says only that it failed; why is in its cause.
    throw failed(url, messageOf(error instanceof Error && error.cause instanceof Error ? error.cause : error), error);
  }
  return hash.digest('hex');
}

function isInterruption(error: unknown): boolean {
  return error instanceof PoolproofError && error.code === 'interrupted';
}

function failed(url: string, why: string, cause?: unknown): PoolproofError {
  return new PoolproofError('missing-tool', `cannot download ${url}: ${why}`, {
    hint: 'try again, or install Go or k6, or set POOLPROOF_K6 to a k6',
    cause,
  });
}
