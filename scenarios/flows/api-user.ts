import type { UserClass } from '../../runner/model/flow.ts';
import { atLeast } from './expect.ts';
import {
  amount,
  anyPekerjaan,
  anyTahapan,
  ids,
  jsonFile,
  oneOf,
  pekerjaanWithBundle,
  read,
  unassignedPekerjaan,
  write,
} from './tasks.ts';

/** Words that every project's analyses hold. */
const searchWords = ['beton', 'galian', 'besi', 'kayu', 'cat', 'pipa', 'keramik', 'atap'] as const;
const clientMetrics = ['page_load', 'first_paint', 'api_call', 'export'] as const;

/** Reads and edits through the API, as the app's own pages do in the background. */
export const apiUser: UserClass = {
  name: 'APIUser',
  weight: 3,
  thinkS: [1, 3],
  tasks: [
    read(10, '/api/project/[id]/list-pekerjaan/tree/', 'tree', 76),
    read(8, '/api/project/[id]/rekap/', 'rekap', 60),
    read(7, '/api/v2/project/[id]/chart-data/', 'chart-data', 24),
    read(6, '/api/project/[id]/harga-items/list/', 'harga-items-list', atLeast(112)),
    read(5, '/api/project/[id]/rekap-kebutuhan/', 'rekap-kebutuhan', 112),
    read(5, '/api/project/[id]/volume-pekerjaan/list/', 'volume-list', 60),
    read(4, '/api/project/[id]/tahapan/', 'tahapan', atLeast(6)),
    read(4, '/api/v2/project/[id]/assignments/', 'assignments', atLeast(0)),
    read(3, '/api/v2/project/[id]/kurva-s-data/', 'kurva-s-data', 24),
    read(3, '/api/project/[id]/templates/export/', 'templates-export', atLeast(20)),
    read(4, '/api/project/[id]/volume/formula/', 'volume-formula', 60),
    read(2, '/api/project/[id]/parameters/', 'parameters', atLeast(12)),
    read(3, '/api/project/[id]/detail-analysis/[pekerjaan_id]/', 'detail-analysis', 16, {
      path: (visitor) => `/api/project/${visitor.number}/detail-analysis/${anyPekerjaan(visitor)}/`,
    }),
    read(10, '/api/project/[id]/search-analysis/', 'search-analysis', 20, {
      path: (visitor) => `/api/project/${visitor.number}/search-analysis/?q=${oneOf(visitor, searchWords)}`,
    }),
    read(6, '/api/project/[id]/pricing/', 'pricing', 4),
    read(5, '/api/project/[id]/pekerjaan/[pekerjaan_id]/pricing/', 'pekerjaan-pricing', 4, {
      path: (visitor) => `/api/project/${visitor.number}/pekerjaan/${anyPekerjaan(visitor)}/pricing/`,
    }),
    read(5, '/api/project/[id]/rekap-kebutuhan/validate/', 'rekap-kebutuhan-validate', 4),
    read(5, '/api/project/[id]/rincian-rab/', 'rincian-rab', 240),
    read(5, '/api/project/[id]/rekap-kebutuhan-enhanced/', 'rekap-kebutuhan-enhanced', 112),
    read(4, '/api/v2/project/[id]/kurva-s-harga/', 'kurva-s-harga', 24),
    read(4, '/api/v2/project/[id]/rekap-kebutuhan-weekly/', 'rekap-kebutuhan-weekly', 96),
    read(3, '/api/project/[id]/audit-trail/', 'audit-trail', 50),
    // Twice in the reference's list as well; attempts of one name add up.
    read(4, '/api/project/[id]/parameters/', 'parameters', atLeast(12)),
    read(2, '/api/project/[id]/parameters/[param_id]/', 'parameter', 1, {
      path: (visitor) => `/api/project/${visitor.number}/parameters/${ids.parameter(visitor, 1 + visitor.pick(12))}/`,
    }),
    read(4, '/api/project/[id]/conversion-profiles/', 'conversion-profiles', 10),
    read(3, '/api/project/[id]/pekerjaan/[id]/bundle/[id]/expansion/', 'bundle-expansion', 16, {
      path: (visitor) => {
        const pekerjaan = pekerjaanWithBundle(visitor);
        return `/api/project/${visitor.number}/pekerjaan/${pekerjaan}/bundle/${16 * pekerjaan}/expansion/`;
      },
    }),
    read(4, '/api/v2/project/[id]/pekerjaan/[id]/weekly-progress/', 'weekly-progress', atLeast(8), {
      path: (visitor) => `/api/v2/project/${visitor.number}/pekerjaan/${anyPekerjaan(visitor)}/weekly-progress/`,
    }),
    write(2, '/api/project/[id]/parameters/sync/', 'parameters-sync', 1, (visitor) => ({
      items: [{ kode: `P${String(1 + visitor.pick(12)).padStart(2, '0')}`, nilai: amount(visitor, 10) }],
    })),
    jsonFile(3, '/api/project/[id]/export/template-analysis/json/', 'export-template-analysis', 960),
    read(3, '/api/project/[id]/tahapan/[tahapan_id]/', 'tahapan-detail', atLeast(0), {
      path: (visitor) => `/api/project/${visitor.number}/tahapan/${anyTahapan(visitor)}/`,
    }),
    read(2, '/api/project/[id]/tahapan/unassigned/', 'tahapan-unassigned', atLeast(0)),
    write(
      2,
      '/api/project/[id]/tahapan/[tahapan_id]/assign/',
      'tahapan-assign',
      1,
      (visitor) => ({ pekerjaan_ids: [unassignedPekerjaan(visitor)] }),
      { path: (visitor) => `/api/project/${visitor.number}/tahapan/${anyTahapan(visitor)}/assign/` },
    ),
    write(
      1,
      '/api/project/[id]/tahapan/[tahapan_id]/unassign/',
      'tahapan-unassign',
      atLeast(0),
      (visitor) => ({ pekerjaan_ids: [unassignedPekerjaan(visitor)] }),
      { path: (visitor) => `/api/project/${visitor.number}/tahapan/${anyTahapan(visitor)}/unassign/` },
    ),
    write(1, '/api/project/[id]/tahapan/reorder/', 'tahapan-reorder', 6, (visitor) => {
      const first = visitor.pick(6);
      return { tahapan_ids: [0, 1, 2, 3, 4, 5].map((place) => ids.tahapan(visitor, 1 + ((first + place) % 6))) };
    }),
    read(1, '/api/project/[id]/tahapan/validate/', 'tahapan-validate', atLeast(6)),
    write(2, '/api/v2/project/[id]/assign-weekly/', 'assign-weekly', 1, (visitor) => ({
      items: [{ pekerjaan_id: anyPekerjaan(visitor), minggu: 1 + visitor.pick(24), rencana: amount(visitor, 25) }],
    })),
    write(1, '/api/v2/project/[id]/regenerate-tahapan/', 'regenerate-tahapan', 6, () => ({})),
    write(1, '/api/v2/project/[id]/reset-progress/', 'reset-progress', atLeast(480), () => ({})),
    write(1, '/api/v2/project/[id]/week-boundary/', 'week-boundary', 1, (visitor) => ({
      week_start_day: visitor.pick(7),
      week_end_day: visitor.pick(7),
    })),
    read(3, '/api/project/[id]/rekap-kebutuhan-timeline/', 'rekap-kebutuhan-timeline', 24),
    read(2, '/api/project/[id]/rekap-kebutuhan/filters/', 'rekap-kebutuhan-filters', atLeast(26)),
    read(2, '/api/project/[id]/orphaned-items/', 'orphaned-items', atLeast(0)),
    write(1, '/api/project/[id]/orphaned-items/cleanup/', 'orphaned-items-cleanup', atLeast(0), () => ({})),
    read(1, '/api/monitoring/performance-metrics/', 'performance-metrics', 20, { owner: 'user' }),
    read(1, '/api/monitoring/deprecation-metrics/', 'deprecation-metrics', 8, { owner: 'user' }),
    write(
      1,
      '/api/monitoring/report-client-metric/',
      'report-client-metric',
      1,
      (visitor) => ({ name: oneOf(visitor, clientMetrics), value_ms: 1 + visitor.pick(3000) }),
      { owner: 'user' },
    ),
  ],
};
