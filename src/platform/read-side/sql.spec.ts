import { and, raw, sql, statement } from './sql.js';

/** A statement of about so many characters. */
const long = (characters: number) =>
  and(Array.from({ length: characters / 20 }, (_, i) => sql`${raw(`column_${i}`)} = ${i}`));

describe('a statement', () => {
  it('has its name from its text: equal texts share one, whatever their values are', () => {
    const one = statement(sql`SELECT ${1} FROM $schema.tale`, 'rm_a_1');
    expect(one).toEqual({
      name: expect.stringMatching(/^.{22}$/),
      text: 'SELECT $1 FROM "rm_a_1".tale',
      values: [1],
    });
    expect(statement(sql`SELECT ${2} FROM $schema.tale`, 'rm_a_1').name).toBe(one.name);
    expect(statement(sql`SELECT ${1} FROM $schema.song`, 'rm_a_1').name).not.toBe(one.name);
    expect(statement(sql`SELECT ${1} FROM $schema.tale`, 'rm_a_2').name).not.toBe(one.name);
  });

  it('that is long has no name, so that no connection keeps it prepared', () => {
    expect(statement(long(3_000), 'rm_a_1').name).toBeDefined();
    const { name, text, values } = statement(long(12_000), 'rm_a_1');
    expect(text.length).toBeGreaterThan(6_000);
    expect(values).toHaveLength(600);
    expect(name).toBeUndefined();
  });
});
