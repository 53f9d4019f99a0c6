#!/usr/bin/env node
/** The entry of the command line: binds the process, runs one command, sets the exit code. */
import { bindProcess } from './host.ts';
import { run } from './program.ts';

process.exitCode = await run(bindProcess(process), process.argv.slice(2));
