import type { Host } from '../host.ts';
import { chooseCacheDir } from '../provision/cache.ts';
import { findServiceUser } from '../provision/service-user.ts';
import type { ProvisionContext } from '../provision/tool.ts';

/** Where tools are kept on this host, and as whom the servers run. */
export async function provisionContext(host: Host): Promise<ProvisionContext> {
  const serviceUser = await findServiceUser(host.uid);
  const { dir } = await chooseCacheDir(host.env, host.homeDir, serviceUser);
  return {
    env: host.env,
    cacheDir: dir,
    packageRoot: host.packageRoot,
    serviceUser,
    log: host.say,
    signal: host.interrupted,
  };
}
