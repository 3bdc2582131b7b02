import { Injectable } from '@nestjs/common';
import type { GraphQLError } from 'graphql';
import { valueOf, type SealedPersonal } from '../../kernel/personal.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { identityTables, sealedIdentities, type IdentityField } from '../read-model/sealed-participants.js';
import { gatheredFields, Reading, type Asked, type FieldKey } from './reading.js';

interface OpenedIdentity {
  readonly values: ReadonlyMap<string, string | null>;
}

/** Row of a participant with the sealed fields that were asked for and may be read. */
interface IdentityRow {
  readonly id: string;
  readonly study: string;
  readonly is_own: boolean;
  readonly is_member: boolean;
  readonly sealed: ReadonlyMap<string, SealedPersonal>;
}

const fields = Object.keys(identityTables) as IdentityField[];

/** Who a participant is, as far as the viewer may know. */
@Injectable()
export class OpenedParticipants {
  private readonly gathered: (
    context: RequestContext,
    id: string,
    field: string,
  ) => Promise<OpenedIdentity | null>;

  constructor(private readonly reading: Reading) {
    this.gathered = gatheredFields<OpenedIdentity>((context, keys) => this.load(context, keys));
  }

  /** Null where it is not known, or not the viewer's to know. @throws PURPOSE_REQUIRED, PERSONAL_DATA_CLOSED */
  async of(context: RequestContext, id: string, field: IdentityField): Promise<string | null> {
    return (await this.gathered(context, id, field))?.values.get(field) ?? null;
  }

  private async load(
    context: RequestContext,
    keys: readonly FieldKey[],
  ): Promise<(OpenedIdentity | GraphQLError | null)[]> {
    const rows = await this.rows(context, keys);
    const asked = [...rows.values()].map((row) => ({ row, fields: [...row.sealed.keys()] }));
    const { opened, refused } = await this.reading.open(context, asked, ({ row }: Asked<IdentityRow>) => [
      ...row.sealed.values(),
    ]);
    return keys.map(({ id, field }) => {
      const row = rows.get(id);
      const sealed = row?.sealed.get(field);
      if (!row || !sealed) return null;
      return refused.get(row) ?? { values: new Map([[field, valueOf(opened.get(sealed))]]) };
    });
  }

  /** By id, those of whom something may be read. */
  private async rows(
    { generation, viewer }: RequestContext,
    keys: readonly FieldKey[],
  ): Promise<Map<string, IdentityRow>> {
    const found = await Promise.all(
      fields.map(async (field) => {
        const ids = keys.flatMap((key) => (key.field === field ? [key.id] : []));
        return ids.length === 0
          ? []
          : (await sealedIdentities(generation, viewer, field, ids)).map((row) => ({ field, ...row }));
      }),
    );
    const rows = new Map<string, IdentityRow & { readonly sealed: Map<string, SealedPersonal> }>();
    for (const { field, sealed, ...row } of found.flat()) {
      if (sealed === null) continue;
      const known = rows.get(row.id) ?? { ...row, sealed: new Map<string, SealedPersonal>() };
      rows.set(row.id, known);
      known.sealed.set(field, sealed);
    }
    return rows;
  }
}
