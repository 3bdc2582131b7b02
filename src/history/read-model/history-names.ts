import type { LocalizedText } from '../../kernel/localized-text.js';
import type { RecordLoaders } from '../../platform/graphql/record-loaders.js';
import type { Taxonomy } from '../../vocabularies/public.js';
import type { Names } from '../words/speech.js';

/** Names as they are now, as far as the viewer may see them. Those of organizations are to be learnt first. */
export class HistoryNames implements Names {
  private readonly organizations = new Map<string, LocalizedText | null>();

  constructor(
    private readonly taxonomy: Taxonomy,
    private readonly loaders: RecordLoaders,
    private readonly parts: ReadonlyMap<string, LocalizedText> = new Map(),
  ) {}

  async learn(organizations: readonly string[]): Promise<void> {
    await Promise.all(
      organizations
        .filter((id) => !this.organizations.has(id))
        .map(async (id) => {
          const row = await this.loaders.load<{ name: LocalizedText }>('organization', id);
          this.organizations.set(id, row && row.name);
        }),
    );
  }

  organization(id: string): LocalizedText | null {
    return this.organizations.get(id) ?? null;
  }

  concept(scheme: string, code: string): LocalizedText | null {
    return this.taxonomy.scheme(scheme).get(code)?.label ?? null;
  }

  part(id: string): LocalizedText | null {
    return this.parts.get(id) ?? null;
  }
}
