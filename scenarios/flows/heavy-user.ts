import type { UserClass } from '../../runner/model/flow.ts';
import { atLeast } from './expect.ts';
import { csv, jsonFile, write } from './tasks.ts';

/** Exports documents and copies projects. */
export const heavyUser: UserClass = {
  name: 'HeavyUser',
  weight: 1,
  thinkS: [10, 30],
  tasks: [
    csv(3, '/api/export/rekap-rab/pdf/', atLeast(3000), 'organisation'),
    csv(3, '/api/export/rekap-rab/xlsx/', atLeast(3000), 'organisation'),
    csv(2, '/api/export/jadwal-pekerjaan/pdf/', atLeast(3000), 'organisation'),
    csv(2, '/api/export/harga-items/csv/', atLeast(5600), 'organisation'),
    write(1, '/api/project/[id]/deep-copy/', 'deep-copy', 60, ({ number }) => ({ nama: `Salinan ${number}` })),
    jsonFile(2, '/api/project/[id]/export/full-backup/json/', 'export-full-backup', atLeast(1600)),
    csv(2, '/api/project/[id]/export/harga-items/pdf/', atLeast(112)),
    csv(2, '/api/project/[id]/export/harga-items/xlsx/', atLeast(112)),
    csv(1, '/api/project/[id]/export/harga-items/word/', atLeast(112)),
    csv(2, '/api/project/[id]/export/jadwal-pekerjaan/csv/', atLeast(480)),
    jsonFile(1, '/api/project/[id]/export/harga-items/json/', 'export-harga-items', atLeast(112)),
    csv(2, '/api/project/[id]/export/rekap-rab/csv/', 60),
    csv(1, '/api/project/[id]/export/rekap-rab/word/', 60),
    jsonFile(1, '/api/project/[id]/export/rekap-rab/json/', 'export-rekap-rab', 60),
    csv(2, '/api/project/[id]/export/rincian-analysis/csv/', 960),
    csv(1, '/api/project/[id]/export/rincian-analysis/pdf/', 960),
    csv(2, '/api/project/[id]/export/rincian-analysis/xlsx/', 960),
    csv(2, '/api/project/[id]/export/rekap-kebutuhan/xlsx/', 112),
    csv(1, '/api/project/[id]/export/rekap-kebutuhan/pdf/', 112),
    csv(2, '/api/project/[id]/export/jadwal-pekerjaan/xlsx/', atLeast(480)),
    csv(1, '/api/project/[id]/export/jadwal-pekerjaan/word/', atLeast(480)),
    jsonFile(1, '/api/project/[id]/export/list-pekerjaan/json/', 'export-list-pekerjaan', 76),
    jsonFile(1, '/api/project/[id]/export/volume-pekerjaan/json/', 'export-volume-pekerjaan', 60),
    csv(1, '/api/project/[id]/export/rekap-rab/pdf/', 60),
    csv(1, '/api/project/[id]/export/rincian-analysis/word/', 960),
    jsonFile(1, '/api/project/[id]/export/rekap-kebutuhan/json/', 'export-rekap-kebutuhan', 112),
    csv(1, '/api/project/[id]/export/rekap-kebutuhan/word/', 112),
    csv(1, '/api/project/[id]/export/jadwal-pekerjaan/pdf/', atLeast(480)),
    csv(1, '/api/project/[id]/export/volume-pekerjaan/pdf/', 60),
    csv(1, '/api/project/[id]/export/volume-pekerjaan/word/', 60),
    csv(1, '/api/project/[id]/export/volume-pekerjaan/xlsx/', 60),
  ],
};
