import { Injectable } from '@nestjs/common';
import type { GraphQLError } from 'graphql';
import type { Personal, SealedPersonal } from '../../kernel/personal.js';
import { gatheredIn } from '../../platform/graphql/gathered.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { PersonalData } from '../../platform/privacy/personal-data.js';
import { ReadRecords } from '../../platform/privacy/read-records.js';
import type { Relation } from '../read-model/find-interviews.js';
import { notKept } from './not-kept.js';
import { openedValues } from './opened-values.js';
import { breaksGlass, purposeOf, purposeRequired } from './purpose.js';

/** A row that the viewer may read, with the fields of it that were asked for. */
export interface Asked<Row> {
  readonly row: Row;
  readonly fields: readonly string[];
}

/** Values by the sealed ones that they were. */
export type Opened = ReadonlyMap<SealedPersonal, Personal<string>>;

interface Readable extends Relation {
  readonly id: string;
  readonly study: string;
}

/**
 * The one way from what is sealed to what is shown: the rows that the policy gave, the purpose, the record of the read, and
 * only then the keys. What cannot be recorded is not shown.
 */
@Injectable()
export class Reading {
  constructor(
    private readonly personal: PersonalData,
    private readonly reads: ReadRecords,
  ) {}

  /**
   * @param asked rows that were read by the viewer's policy
   * @param sealed what is to be opened of a row
   * @returns the opened values; a row without a purpose has an error instead
   * @throws PERSONAL_DATA_CLOSED
   */
  async open<Row extends Readable>(
    context: RequestContext,
    asked: readonly Asked<Row>[],
    sealed: (asked: Asked<Row>) => readonly SealedPersonal[],
  ): Promise<{ opened: Opened; refused: ReadonlyMap<Row, GraphQLError> }> {
    notKept(context);
    const purposes = asked.map(({ row }) => purposeOf(context, row));
    const { actor, role } = context.viewer;
    const granted = asked.flatMap((each, index) => {
      const purpose = purposes[index] ?? null;
      return purpose === null || actor === null ? [] : [{ ...each, purpose, actor }];
    });
    const values = granted.flatMap(sealed);
    await this.reads.record(
      granted.map(({ row, fields, purpose, actor: reader }) => ({
        actor: reader,
        role,
        record: row.id,
        study: row.study,
        fields,
        purpose,
        breakGlass: breaksGlass(context),
      })),
    );
    const opened = await openedValues(this.personal, values);
    const allowed = new Set(granted.map(({ row }) => row));
    return {
      opened: new Map(values.map((value, index) => [value, opened[index]!])),
      refused: new Map(
        asked.flatMap(({ row }) => (allowed.has(row) ? [] : [[row, purposeRequired(context)] as const])),
      ),
    };
  }
}

/** One field of one record. */
export interface FieldKey {
  readonly id: string;
  readonly field: string;
}

/**
 * Gathers the fields of one request, so that a list of any length costs one statement, one record of reads and one look for
 * keys. Renewed with the request's loaders, once it has written something.
 */
export function gatheredFields<Value>(
  load: (context: RequestContext, keys: readonly FieldKey[]) => Promise<readonly (Value | Error | null)[]>,
): (context: RequestContext, id: string, field: string) => Promise<Value | null> {
  const values = gatheredIn<Value | null, FieldKey>(
    (context) => (keys) => load(context, keys),
    ({ id, field }) => `${id} ${field}`,
  );
  return (context, id, field) => values(context, { id, field });
}

/** The fields asked for, by record. */
export function fieldsById(keys: readonly FieldKey[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const { id, field } of keys) fields.set(id, [...(fields.get(id) ?? []), field]);
  return fields;
}
