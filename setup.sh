#!/usr/bin/env bash
# Linux, WSL, macOS: installs packages, builds the command line and starts the stack.
# ./setup.sh [flags of `poolproof up`]; without any: --pooled
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fail() {
  printf 'setup: %s\ntry: %s\n' "$1" "$2" >&2
  exit 4
}

need='install Node 20.19 or newer (https://nodejs.org)'
command -v node >/dev/null || fail 'no Node on PATH' "$need"
node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
  process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);' || fail "Node $(node --version) is too old" "$need"

# As make does it: the stamp is younger than what npm ci was last run for.
if [ ! -e node_modules/.stamp ] || [ package.json -nt node_modules/.stamp ] || [ package-lock.json -nt node_modules/.stamp ]; then
  npm ci --ignore-scripts --no-audit --no-fund || fail 'npm ci failed' 'see its message above'
  touch node_modules/.stamp
fi
npm run --silent build

[ "$#" -gt 0 ] || set -- --pooled
exec node dist/poolproof.js up "$@"
