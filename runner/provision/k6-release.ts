/** The release of k6 that is downloaded when there is no other way to one. Data only. */

export const k6Release = {
  version: '2.2.0',
  baseUrl: 'https://github.com/grafana/k6/releases/download/v2.2.0',
  /**
   * By `process.platform` and `process.arch`. Each sum is stated alike by several projects that pin this release; the release
   * itself lists them in k6-v2.2.0-checksums.txt.
   */
  archives: {
    'linux-x64': {
      name: 'k6-v2.2.0-linux-amd64',
      extension: 'tar.gz',
      sha256: 'b5a8003c86f35f5cd5ceef1490312c48e587696c94d998cefc6d7b3b4cb1597d',
    },
    'linux-arm64': {
      name: 'k6-v2.2.0-linux-arm64',
      extension: 'tar.gz',
      sha256: '4ecd64cadcc792402d16293836115480419c4447c032858f564852d98f1bf54c',
    },
    'darwin-x64': {
      name: 'k6-v2.2.0-macos-amd64',
      extension: 'zip',
      sha256: '45a08590511c8a6a9c6331645e60c41624924e848e29472e87c60ac956d50372',
    },
    'darwin-arm64': {
      name: 'k6-v2.2.0-macos-arm64',
      extension: 'zip',
      sha256: '37a028506bf13578de66c906296803775df28cc2504b1a8c5d786b2803e757c7',
    },
  } satisfies Readonly<Record<string, K6Archive>> as Readonly<Record<string, K6Archive>>,
} as const;

export interface K6Archive {
  /** Of the file without its extension, and of the one folder in it, which holds the program `k6`. */
  readonly name: string;
  readonly extension: 'tar.gz' | 'zip';
  readonly sha256: string;
}
