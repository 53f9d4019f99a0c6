# Every target is a one-line call of `npx poolproof` or of the project's own tools, and sets up what it needs:
# a second call does nothing again. PROFILE=…, OUT=… and ARGS=… pass through.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PROFILE ?= standard
OUT ?=
ARGS ?=
flags = --profile $(PROFILE) $(if $(OUT),--out $(OUT)) $(ARGS)

sources := $(shell find runner reports scenarios -name '*.ts' -not -name '*.test.ts' 2>/dev/null)

.PHONY: help setup bench-50 bench-100 bench-aa verify report check test perf trust trust-live clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: dist/poolproof.js ## Install packages, build the command line and fetch or build k6, Postgres and PgBouncer
	npx poolproof doctor --fetch

bench-50: dist/poolproof.js ## direct against pooled, 50 users (about 12 minutes)
	npx poolproof bench 50-users $(flags)

bench-100: dist/poolproof.js ## direct against pooled, 100 users (about 12 minutes)
	npx poolproof bench 100-users $(flags)

bench-aa: dist/poolproof.js ## direct against itself, 100 users: the noise floor of this host (about 12 minutes)
	npx poolproof aa 100-users $(flags)

verify: dist/poolproof.js ## Check the stack that `npx poolproof up --pooled` left running
	npx poolproof verify $(ARGS)

report: dist/poolproof.js ## Write the reports of a finished run again: make report OUT=runs/…
	npx poolproof report $(OUT) $(ARGS)

check: node_modules/.stamp ## Format, lint, types and unit tests
	npx oxfmt --check
	npx oxlint --type-aware --deny-warnings
	npx tsc --noEmit && npx tsc --noEmit -p scenarios
	npx vitest run --project unit

test: check setup ## Everything: check, the Go module's tests, and the end-to-end tests
	cd k6 && go vet ./... && go test -race ./...
	npx vitest run --project e2e

perf: dist/poolproof.js dist/perf.js ## What poolproof itself costs, against its bounds (docs/performance.md; about 45 minutes)
	node dist/perf.js $(ARGS)

trust: dist/trust.js ## How often verdicts are wrong, simulated, against the bounds (docs/trust.md; under 5 minutes)
	node dist/trust.js $(ARGS)

trust-live: dist/poolproof.js dist/trust-live.js ## Proofs that take real load (docs/trust.md, docs/open.md)
	node dist/trust-live.js $(ARGS)

clean: ## Remove what was built here (runs/ and the caches stay)
	rm -rf dist node_modules

node_modules/.stamp: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

dist/poolproof.js: node_modules/.stamp $(sources)
	npm run --silent build

dist/perf.js: node_modules/.stamp $(sources) $(wildcard fixtures/perf/*.ts fixtures/program/*.ts)
	npx esbuild fixtures/perf/main.ts --bundle --platform=node --format=esm --target=node20 --packages=external --outfile=$@ --log-level=warning

dist/trust.js: node_modules/.stamp $(sources) $(wildcard fixtures/trust/*.ts fixtures/trust/*/*.ts fixtures/program/*.ts)
	npx esbuild fixtures/trust/main.ts --bundle --platform=node --format=esm --target=node20 --packages=external --outfile=$@ --log-level=warning

dist/trust-live.js: node_modules/.stamp $(sources) $(wildcard fixtures/trust-live/*.ts fixtures/trust/*.ts fixtures/perf/*.ts fixtures/program/*.ts)
	npx esbuild fixtures/trust-live/main.ts --bundle --platform=node --format=esm --target=node20 --packages=external --outfile=$@ --log-level=warning
