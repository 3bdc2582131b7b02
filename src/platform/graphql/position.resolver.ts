import { Args, Query, Resolver } from '@nestjs/graphql';
import { badInput } from '../errors/bad-input.js';
import { positionForked } from '../errors/position-forked.js';
import { CasebookRuntime } from '../runtime/casebook-runtime.js';

const form = /^([0-9a-z-]{1,64}):(\d{1,15})$/;

@Resolver()
export class PositionResolver {
  constructor(private readonly runtime: CasebookRuntime) {}

  @Query(() => String, {
    nullable: true,
    description:
      'A cited position as it is cited now. POSITION_FORKED when a restore has dropped the event that stood there: the position never comes to mean another.',
  })
  async currentPosition(
    @Args('cited', { type: () => String, description: '`<lineage>:<ordinal>`.' }) cited: string,
  ): Promise<string> {
    const [, lineage, digits] = form.exec(cited) ?? [];
    if (lineage === undefined) throw badInput(`"${cited.slice(0, 40)}" is no position`);
    const ordinal = Number(digits);
    const lineages = await this.runtime.lineages();
    const until = lineages.heldUntil(lineage);
    if (ordinal > until) {
      throw positionForked(`The position ${cited}`, {
        heldUntil: until < 0 ? null : `${lineage}:${until}`,
        lineage: lineages.current,
      });
    }
    if (ordinal > (await this.runtime.headOrdinal())) throw badInput(`The log has not come to ${cited} yet`);
    return lineages.positionAt(ordinal);
  }
}
