/** Every command in the documentation is run here, in a short form where the documented one takes minutes. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot, runCli, smokeRun } from '../runner/testing/cli.ts';

let folder: string;
let run: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'poolproof-docs-'));
  run = path.join(folder, 'run');
});
afterAll(() => rm(folder, { recursive: true }));

/** As documented, and as run here; DIR is the folder of a smoke run that the first row makes. */
const runs: readonly (readonly [documented: string, run: string])[] = [
  ['make bench-100', 'make --dry-run bench-100'],
  ['make bench-50', 'make bench-50 PROFILE=smoke OUT=DIR ARGS=--gate=none'],
  ['make bench-aa', 'make --dry-run bench-aa'],
  ['poolproof bench', 'npx poolproof bench --help'],
  // A short A/A run is in runner/commands/aa.e2e.test.ts; --detect needs the floor that a whole one leaves.
  ['poolproof aa', 'npx poolproof aa --help'],
  ['poolproof aa 100-users --arm pooled --blocks 10', 'npx poolproof aa --help'],
  ['poolproof aa 100-users --inject delay=10%', 'npx poolproof aa --help'],
  ['poolproof plan 100-users', 'npx poolproof plan 100-users'],
  ['poolproof plan 100-users --detect 10%', 'npx poolproof plan --help'],
  // Many minutes; its parts are shown in runner/verdict/looks.test.ts, experiment/blocks-in-turn.test.ts and commands/kills.e2e.test.ts.
  ['poolproof bench 100-users --looks 6,12', 'npx poolproof bench --help'],
  // They run in runner/commands/open.e2e.test.ts.
  ['poolproof bench 50-users --open', 'npx poolproof bench --help'],
  ['poolproof bench 100-users --open', 'npx poolproof bench --help'],
  ['poolproof bench 50-users --open --from DIR', 'npx poolproof bench --help'],
  ['poolproof judge', 'npx poolproof judge DIR --gate none'],
  ['poolproof judge DIR', 'npx poolproof judge DIR --gate none'],
  ['poolproof report', 'npx poolproof report DIR'],
  ['poolproof report DIR', 'npx poolproof report DIR'],
  ['poolproof doctor', 'npx poolproof doctor'],
  ['poolproof doctor --fetch', 'npx poolproof doctor --fetch'],
  ['make setup', 'make setup'],
  // A stack of the developer's own may stand here: these are run for real in standing.e2e.test.ts.
  ['poolproof up', 'npx poolproof up --help'],
  ['poolproof up --pooled', 'npx poolproof up --help'],
  ['poolproof up --app django', 'npx poolproof up --help'],
  ['poolproof up --pooled --app django', 'npx poolproof up --help'],
  ['poolproof verify', 'npx poolproof verify --help'],
  ['poolproof pools', 'npx poolproof pools --help'],
  ['poolproof down', 'npx poolproof down --help'],
  // fixtures/contract holds the Django app to what these need of it.
  ['poolproof bench 50-users --app django --profile smoke --gate none', 'npx poolproof bench --help'],
  ['poolproof bench 50-users --app django', 'npx poolproof bench --help'],
  ['poolproof aa 50-users --app django', 'npx poolproof aa --help'],
  // What such arms need is tried in runner/stack/redis.e2e.test.ts.
  ['poolproof bench 100-users --arms direct,pooled,pooled-redis', 'npx poolproof bench --help'],
  ['poolproof bench 100-users --arms direct,pooled,pooled-query-cache', 'npx poolproof bench --help'],
  ['poolproof bench 100-users --arms direct,pooled,pooled-indexes', 'npx poolproof bench --help'],
  // The stack in containers is run by runner/stack/compose/compose.e2e.test.ts where an engine is.
  ['poolproof bench 50-users --stack compose', 'npx poolproof bench --help'],
  ['poolproof up --pooled --stack compose', 'npx poolproof up --help'],
  ['cp .env.example .env', 'test -f .env.example'],
  ['npm run build:app', 'npm run build:app'],
  ['docker compose --profile node up', 'test -f docker-compose.yml'],
  ['sudo fixtures/compose/make-image.sh', 'sh -n fixtures/compose/make-image.sh'],
  // These run this very file, or for most of an hour: shown to be targets whose steps make can work out.
  ['make test', 'make --dry-run test'],
  ['make trust-live ARGS="--only freeze"', 'make --dry-run trust-live ARGS="--only freeze"'],
  ['make trust-live ARGS="--only aa,inject"', 'make --dry-run trust-live ARGS="--only aa,inject"'],
  [
    'make trust-live ARGS="--only aa --from fixtures/captures/aa-100-users.json"',
    'make trust-live ARGS="--only aa --from fixtures/captures/aa-100-users.json --out DIR-trust-live"',
  ],
  ['make perf', 'make --dry-run perf'],
  ['make trust', 'make --dry-run trust'],
  ['make trust-live', 'make --dry-run trust-live'],
  ['make trust ARGS="--only clean"', 'make trust ARGS="--only clean"'],
  ['make perf ARGS="--only locust,judging"', 'make --dry-run perf ARGS="--only locust,judging"'],
];

/** What `make bench-50` said and left, before anything else was done with its folder. */
let said = '';
let left = new Map<string, string>();

async function filesOf(dir: string): Promise<Map<string, string>> {
  const names = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(files.map(async (file) => [path.relative(dir, file), await readFile(file, 'utf8')] as const)),
  );
}

async function documentedCommands(): Promise<Set<string>> {
  const docs = (await readdir(path.join(packageRoot, 'docs'), { recursive: true })).filter((name) =>
    name.endsWith('.md'),
  );
  const texts = await Promise.all(
    ['README.md', ...docs.map((name) => `docs/${name}`)].map((name) => readFile(path.join(packageRoot, name), 'utf8')),
  );
  const fenced = texts
    .flatMap((text) => [...text.matchAll(/^```sh\n([^]*?)^```/gm)])
    .flatMap(([, block = '']) => block.split('\n'));
  const inline = texts
    .flatMap((text) => [...text.matchAll(/`((?:make|npx|poolproof) [^`\n]+)`/g)])
    .map(([, command = '']) => command);
  const commands = [...fenced, ...inline].map((line) =>
    line
      .replace(/\s+#.*$/, '')
      .replace(/^npx /, '')
      .trim(),
  );
  return new Set(commands.filter((command) => command !== ''));
}

describe('the documentation', () => {
  it('names no command that is not run here', async () => {
    expect([...(await documentedCommands())].toSorted()).toEqual(runs.map(([documented]) => documented).toSorted());
  });

  // Several documented forms may be run as one.
  it.each([...new Set(runs.map(([, command]) => command))])('%s', { timeout: 240_000 }, async (command) => {
    const shell = command.replace('DIR', run);
    const { exitCode, all } = await execa(shell, {
      shell: true,
      cwd: packageRoot,
      all: true,
      reject: false,
      stdin: 'ignore',
    });
    expect(exitCode, all).toBe(0);
    if (!command.startsWith('make bench-50')) return;
    said = all;
    left = await filesOf(run);
  });
});

describe('the folder of a run', () => {
  it('holds what the documentation says, and its summary was printed', () => {
    expect(said).toMatch(/^## 50-users: (INCONCLUSIVE|INVALID|FAIL)/m);
    expect([...left.keys()]).toEqual(
      expect.arrayContaining([
        'plan.json',
        'result.json',
        'verdict.json',
        'report.html',
        'summary.md',
        'junit.xml',
        'csv/direct_stats.csv',
        'csv/pooled_stats.csv',
        'csv/pools.csv',
      ]),
    );
  });

  it('is the same to the byte once it was judged and reported again, as above', async () => {
    expect(await filesOf(run)).toEqual(left);
  });

  it('is not written over', async () => {
    const { exitCode, stderr } = await runCli(smokeRun(run));
    expect(exitCode).toBe(5);
    expect(stderr).toContain('already holds a run');
    expect(await filesOf(run)).toEqual(left);
  });
});
