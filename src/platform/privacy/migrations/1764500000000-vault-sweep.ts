import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Remembers that bytes of destroyed keys are still in the table's file, so that a start ends what was killed before it. */
export class VaultSweep1764500000000 implements MigrationInterface {
  name = 'VaultSweep1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    // The last transaction that destroyed keys or wrapped them anew, until the table of keys has been rewritten since.
    await runner.query('ALTER TABLE vault.secret ADD COLUMN unswept xid8');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE vault.secret DROP COLUMN unswept');
  }
}
