import { describe, expect, it, vi } from 'vitest';
import { provide, survey } from './provide.ts';
import type { Finding, ProvidedTool, ProvisionContext, Source } from './tool.ts';

const log = vi.fn<(line: string) => void>();
const context: ProvisionContext = { env: {}, cacheDir: '/none', packageRoot: '/none', serviceUser: null, log };
const tool: ProvidedTool = { path: '/bin/tool', version: '1.0', source: 'test', sha256: null };
const source = (finding: Finding): Source => vi.fn<Source>(() => Promise.resolve(finding));
const absent = (why: string): Source => source({ state: 'absent', why });
const fetchable = source({ state: 'fetchable', from: 'fetched from afar', fetch: () => Promise.resolve(tool) });

describe('survey', () => {
  it('asks in order and stops at the first that has it or can fetch it', async () => {
    const last = source({ state: 'found', tool });
    const finding = await survey({ name: 'tool', sources: [absent('a'), fetchable, last], hint: '' }, context);
    expect(finding.state).toBe('fetchable');
    expect(last).not.toHaveBeenCalled();
  });

  it('gives every reason when nobody has it', async () => {
    const finding = await survey(
      { name: 'tool', sources: [absent('not here'), absent('not there')], hint: '' },
      context,
    );
    expect(finding).toEqual({ state: 'absent', why: 'not here; not there' });
  });
});

describe('provide', () => {
  it('announces what it fetches', async () => {
    expect(await provide({ name: 'tool', sources: [absent('a'), fetchable], hint: '' }, context)).toBe(tool);
    expect(log).toHaveBeenCalledWith('tool: fetched from afar');
  });

  it('says what mends it when nobody has it', async () => {
    const providing = provide({ name: 'tool', sources: [absent('not here')], hint: 'install it' }, context);
    await expect(providing).rejects.toMatchObject({
      code: 'missing-tool',
      message: 'no tool: not here',
      hint: 'install it',
    });
  });
});
