#!/usr/bin/env node
import { runCommand } from './bin/cli.ts';

process.exitCode = await runCommand(process.argv.slice(2));
