import { always, never, sql, statement, type Sql } from '../read-side/sql.js';
import { registerPolicy } from './policies.js';
import { publicRecords } from './policy.js';
import {
  allRows,
  isVisible,
  partsOfRow,
  registerParts,
  registerTables,
  visibleRows,
} from './record-tables.js';
import { anonymous } from './viewer.js';

const said = (piece: Sql) => {
  const { text, values } = statement(piece, 's');
  return { text, values };
};

registerPolicy('tale', publicRecords);
registerTables('tale', 'tale', { tale_by_tag: 'tale_id' });
registerPolicy('secret', {
  ...publicRecords,
  rows: ({ role }) => sql`r.owner = ${role} OR r.open`,
});
registerTables('secret', 'secret', { secret_part: 'secret_id' });
const { shownWhenParked: _, ...closedWhenParked } = publicRecords;
registerPolicy('personal', closedWhenParked);
registerTables('personal', 'personal', { personal_part: 'personal_id' });
registerPolicy('never', { ...closedWhenParked, rows: () => never });
registerTables('never', 'never');
registerParts('secret_part', { secret_part_search: 'part_id' });
registerTables('unruled', 'unruled', { unruled_part: 'id' });

describe('The rows that a viewer may see', () => {
  it('are the table itself where they are all of it', () => {
    expect(said(visibleRows('tale', anonymous)).text).toBe('"s".tale');
    expect(said(visibleRows('tale_by_tag', anonymous)).text).toBe('"s".tale_by_tag');
    expect(isVisible('tale', sql`x.id`, anonymous)).toBe(always);
  });

  it('are none of a parked stream, unless the policy says that it is shown then', () => {
    const rows =
      '(SELECT r.* FROM "s".personal r WHERE NOT EXISTS (SELECT FROM "s".parked_streams k WHERE k.stream_id = ANY(ARRAY[]::text[] || r.id)))';
    expect(said(visibleRows('personal', anonymous)).text).toBe(rows);
    expect(said(visibleRows('personal_part', anonymous)).text).toBe(
      `(SELECT p.* FROM "s".personal_part p WHERE p.personal_id IN (SELECT v.id FROM ${rows} v))`,
    );
    expect(said(visibleRows('never', anonymous)).text).toBe('(SELECT r.* FROM "s".never r WHERE false)');
  });

  it('are those that the policy says, whatever is asked beside it', () => {
    expect(said(visibleRows('secret', anonymous))).toEqual({
      text: '(SELECT r.* FROM "s".secret r WHERE r.owner = $1 OR r.open)',
      values: ['reader'],
    });
    expect(said(isVisible('secret', sql`x.id`, anonymous)).text).toBe(
      'x.id IN (SELECT v.id FROM (SELECT r.* FROM "s".secret r WHERE r.owner = $1 OR r.open) v)',
    );
  });

  it('are the parts of the records that may be seen, and the parts of parts', () => {
    const parts =
      '(SELECT p.* FROM "s".secret_part p WHERE p.secret_id IN (SELECT v.id FROM (SELECT r.* FROM "s".secret r WHERE r.owner = $1 OR r.open) v))';
    expect(said(visibleRows('secret_part', anonymous)).text).toBe(parts);
    expect(said(visibleRows('secret_part_search', anonymous)).text).toBe(
      `(SELECT p.* FROM "s".secret_part_search p WHERE p.part_id IN (SELECT v.id FROM ${parts} v))`,
    );
  });

  it.each(['unruled', 'unruled_part'])('are none of %s, whose category has no policy', (table) => {
    expect(() => visibleRows(table, anonymous)).toThrow('The category unruled has no policy');
    expect(() => isVisible(table, sql`x.id`, anonymous)).toThrow('The category unruled has no policy');
  });

  it('are none of a table that nobody has registered', () => {
    expect(() => visibleRows('unknown', anonymous)).toThrow('The table unknown belongs to no category');
    expect(() => partsOfRow('unknown', 'l')).toThrow('The table unknown belongs to no category');
  });
});

describe('Parts of a row', () => {
  it('are tied to it', () => {
    expect(said(partsOfRow('tale_by_tag', 'l')).text).toBe('"s".tale_by_tag l WHERE l.tale_id = r.id');
  });

  it('do not stand in a table of records', () => {
    expect(() => partsOfRow('tale', 'l')).toThrow('The table tale holds records');
  });
});

it('All rows are those of the table, whoever asks', () => {
  expect(said(allRows('secret')).text).toBe('"s".secret');
});
