import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Remembers that bytes of destroyed keys are still in the table's file, so that a start ends what was killed before it. */
export class VaultSweep1764500000000 implements MigrationInterface {
  name = 'VaultSweep1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    // The last transaction that destroyed keys or wrapped them anew, until the table of keys has been rewritten since.
    await runner.query('ALTER TABLE vault.secret ADD COLUMN unswept xid8');
    // Whether the version before was killed between the two, nothing tells.
    await runner.query(
      'UPDATE vault.secret SET unswept = pg_current_xact_id() WHERE EXISTS (SELECT FROM vault.data_keys)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE vault.secret DROP COLUMN unswept');
  }
}
