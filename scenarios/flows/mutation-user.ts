import type { UserClass } from '../../runner/model/flow.ts';
import { atLeast } from './expect.ts';
import { amount, anyPekerjaan, ids, jsonFile, read, write } from './tasks.ts';

/** Saves work. */
export const mutationUser: UserClass = {
  name: 'MutationUser',
  weight: 1,
  thinkS: [5, 15],
  tasks: [
    write(3, '/api/project/[id]/volume-pekerjaan/save/', 'volume-save', 1, (visitor) => ({
      items: [{ pekerjaan_id: anyPekerjaan(visitor), volume: amount(visitor, 500) }],
    })),
    write(2, '/api/project/[id]/parameters/sync/', 'parameters-sync', 1, (visitor) => ({
      items: [{ kode: `P${String(1 + visitor.pick(12)).padStart(2, '0')}`, nilai: amount(visitor, 10) }],
    })),
    write(2, '/api/project/[id]/volume/formula/', 'volume-formula-save', 1, (visitor) => ({
      pekerjaan_id: anyPekerjaan(visitor),
      formula: 'P01*P02',
    })),
    write(4, '/api/project/[id]/list-pekerjaan/save/', 'list-pekerjaan-save', 1, (visitor) => ({
      items: [{ id: anyPekerjaan(visitor), uraian: `Galian tanah ${1 + visitor.pick(99)}` }],
    })),
    write(3, '/api/project/[id]/harga-items/save/', 'harga-items-save', 1, (visitor) => ({
      // The items in use: the last eight of a project may be cleaned up by another task.
      items: [{ id: ids.hargaItem(visitor, 1 + visitor.pick(112)), harga: String(1000 + visitor.pick(500_000)) }],
    })),
    write(2, '/api/project/[id]/templates/create/', 'template-create', 1, (visitor) => ({
      nama: `Template ${visitor.number}-${visitor.pick(1000)}`,
    })),
    read(3, '/api/templates/', 'templates', atLeast(20), { owner: 'organisation' }),
    jsonFile(2, '/api/project/[id]/export/template-json/', 'export-template-json', atLeast(20)),
    read(2, '/api/project/[id]/tahapan/', 'tahapan', atLeast(6)),
    write(1, '/api/project/[id]/tahapan/', 'tahapan-create', 1, (visitor) => ({
      nama: `Tahap ${1 + visitor.pick(999)}`,
    })),
    read(1, '/api/project/[id]/tahapan/unassigned/', 'tahapan-unassigned', atLeast(0)),
    read(1, '/api/project/[id]/tahapan/validate/', 'tahapan-validate', atLeast(6)),
    read(3, '/api/v2/project/[id]/assignments/', 'assignments', atLeast(0)),
    write(2, '/api/v2/project/[id]/assign-weekly/', 'assign-weekly', 1, (visitor) => ({
      items: [{ pekerjaan_id: anyPekerjaan(visitor), minggu: 1 + visitor.pick(24), rencana: amount(visitor, 25) }],
    })),
    read(3, '/api/v2/project/[id]/chart-data/', 'chart-data', 24),
  ],
};
