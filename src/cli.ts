import 'reflect-metadata';
import { Command } from 'commander';
import { importCommand } from './cli/import.js';
import { rebuildCommand } from './cli/rebuild.js';
import { tokenCommand } from './cli/token.js';

const program = new Command('casebook')
  .description(
    'Looks after a base of Casebook: the one that DATA_DIR, DATABASE_URL or nothing (the demo base) names.',
  )
  .addCommand(tokenCommand())
  .addCommand(importCommand())
  .addCommand(rebuildCommand());

try {
  await program.parseAsync();
  process.exit();
} catch (error) {
  process.stderr.write(`casebook: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
