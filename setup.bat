@echo off
rem Windows: installs packages, builds the command line and starts the stack.
rem setup.bat [flags of poolproof up]; without any: --pooled --stack compose, since the native stack needs Linux or macOS.
setlocal
cd /d "%~dp0"

where node >nul 2>nul
if errorlevel 1 goto no_node
node -e "const [major, minor] = process.versions.node.split('.').map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)"
if errorlevel 1 goto no_node

if exist "node_modules\.stamp" goto build
call npm ci --ignore-scripts --no-audit --no-fund
if errorlevel 1 goto no_packages
type nul > "node_modules\.stamp"

:build
call npm run --silent build
if errorlevel 1 goto no_build
if "%~1"=="" goto default
node "dist\poolproof.js" up %*
exit /b %errorlevel%

:default
node "dist\poolproof.js" up --pooled --stack compose
exit /b %errorlevel%

:no_node
echo setup: no Node 20.19 or newer on PATH 1>&2
echo try: install it from https://nodejs.org 1>&2
exit /b 4

:no_packages
echo setup: npm ci failed 1>&2
echo try: see its message above 1>&2
exit /b 4

:no_build
echo setup: the build failed 1>&2
echo try: see its message above 1>&2
exit /b 4
