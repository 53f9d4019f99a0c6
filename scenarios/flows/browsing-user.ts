import type { UserClass } from '../../runner/model/flow.ts';
import { atLeast } from './expect.ts';
import { page } from './tasks.ts';

/** Looks at pages. */
export const browsingUser: UserClass = {
  name: 'BrowsingUser',
  weight: 6,
  thinkS: [2, 5],
  tasks: [
    page(10, '/dashboard/', 'dashboard', 20),
    page(5, '/detail_project/[id]/list-pekerjaan/', 'page-list-pekerjaan', 60),
    page(4, '/detail_project/[id]/jadwal-pekerjaan/', 'page-jadwal-pekerjaan', 60),
    page(3, '/detail_project/[id]/template-analysis/', 'page-template-analysis', 60),
    page(4, '/detail_project/[id]/rekap-rab/', 'page-rekap-rab', 60),
    page(3, '/detail_project/[id]/harga-items/', 'page-harga-items', atLeast(112)),
    page(2, '/detail_project/[id]/volume-pekerjaan/', 'page-volume-pekerjaan', 60),
    page(4, '/detail_project/[id]/rincian-analysis/', 'page-rincian-analysis', 960),
    page(3, '/detail_project/[id]/rekap-kebutuhan/', 'page-rekap-kebutuhan', 112),
    page(3, '/detail_project/[id]/rincian-rab/', 'page-rincian-rab', 240),
    page(2, '/detail_project/[id]/audit-trail/', 'page-audit-trail', 50),
    page(2, '/detail_project/[id]/export-test/', 'page-export-test', 7),
  ],
};
