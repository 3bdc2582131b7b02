import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names that positions had before events were dropped, each with the ordinal up to which they mean the same. */
export class FormerLineages1764400000000 implements MigrationInterface {
  name = 'FormerLineages1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE event_log.former_lineages (
      lineage text PRIMARY KEY,
      until bigint NOT NULL CHECK (until >= 0)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE event_log.former_lineages');
  }
}
