import type { EventDefinition, EventDefinitions } from '../../kernel/events.js';
import type { RecordedEvent } from './event-store.js';
import { locateSealed, personalPlaces, personalStart, type PersonalPlaces } from './personal-payload.js';

/** An event's payload is not what its definition says: a fault of the program that made it. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
  constructor(
    readonly category: string,
    readonly type: string,
    /** Where in the data; empty for the whole. */
    readonly path: readonly PropertyKey[],
    reason: string,
  ) {
    super(
      `${category} ${type}: data${path.map((step) => `[${JSON.stringify(String(step))}]`).join('')} ${reason}`,
    );
  }
}

/** An event of the log that this version of the program cannot read. */
export class UnreadableEvent extends Error {
  override readonly name: string = 'UnreadableEvent';
}

/** The log, or a writer, names an event that this version of the program does not know. */
export class UnknownEvent extends UnreadableEvent {
  override readonly name = 'UnknownEvent';
  constructor(
    readonly category: string,
    readonly type: string,
    readonly schemaVersion?: number,
  ) {
    super(
      schemaVersion === undefined
        ? `There is no event ${type} in ${category}`
        : `Version ${schemaVersion} of ${category} ${type} is newer than this program knows`,
    );
  }
}

export interface EncodedEvent {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: unknown;
}

/** What is known of events: checks them on their way into the log, and lifts old ones on their way out. */
export class EventRegistry {
  private readonly categories = new Map<string, Map<string, EventDefinition>>();
  /** Places of personal values in the events of those categories that have any. */
  private readonly personal = new Map<string, Map<string, PersonalPlaces>>();

  /** @throws TypeError when two definitions name the same event of the same category */
  constructor(definitions: readonly EventDefinitions[]) {
    for (const { category, events } of definitions) {
      const known = this.categories.get(category) ?? new Map<string, EventDefinition>();
      this.categories.set(category, known);
      for (const [type, definition] of Object.entries(events)) {
        if (known.has(type)) throw new TypeError(`${category} ${type} is defined twice`);
        known.set(type, definition);
        const places = personalPlaces(definition.schema);
        if (places.size > 0)
          this.personal.set(category, this.personal.get(category) ?? new Map<string, PersonalPlaces>());
        this.personal.get(category)?.set(type, places);
      }
    }
  }

  /**
   * The event as the log keeps it. The data are those that the schema gives back (white space around texts dropped).
   * @throws InvalidEvent, UnknownEvent
   */
  async encode(category: string, event: { type: string; data: unknown }): Promise<EncodedEvent> {
    const definition = this.definition(category, event.type);
    const { success, data, error } = await definition.schema.safeParseAsync(event.data);
    if (success) return { type: event.type, schemaVersion: definition.version, data };
    const [issue] = error.issues;
    const path = issue?.path ?? [];
    // What is wrong with a personal value may tell of it, and this error ends up in a log.
    const personal = personalStart(path, this.personalIn(category, event.type));
    if (personal) throw new InvalidEvent(category, event.type, personal, 'is not what may be sealed there');
    throw new InvalidEvent(category, event.type, path, issue?.message ?? 'is not valid');
  }

  /** Where the event has personal values; null for a category without any. */
  personalIn(category: string, type: string): PersonalPlaces | null {
    const places = this.personal.get(category);
    return places ? (places.get(type) ?? new Map()) : null;
  }

  /**
   * The event with its data in the shape of the newest version, and with the place in each sealed value. Data are not
   * checked again: they were at their append.
   * @throws UnknownEvent, UnreadableEvent
   */
  decode(recorded: RecordedEvent): RecordedEvent {
    const { streamId, type, schemaVersion } = recorded;
    const category = streamId.slice(0, streamId.indexOf('-'));
    const definition = this.definition(category, type);
    if (schemaVersion > definition.version) throw new UnknownEvent(category, type, schemaVersion);
    const hasPersonal = this.personal.has(category);
    if (schemaVersion === definition.version && !hasPersonal) return recorded;
    try {
      // Before it is lifted: a seal is bound to the place where it was made.
      const stored = hasPersonal ? locateSealed(recorded.id, recorded.data) : recorded.data;
      const data = definition.upcasters.slice(schemaVersion - 1).reduce((old, lift) => lift(old), stored);
      return { ...recorded, schemaVersion: definition.version, data };
    } catch (cause) {
      throw new UnreadableEvent(`${type} of ${streamId}, version ${schemaVersion}, cannot be read`, {
        cause,
      });
    }
  }

  private definition(category: string, type: string): EventDefinition {
    const definition = this.categories.get(category)?.get(type);
    if (!definition) throw new UnknownEvent(category, type);
    return definition;
  }
}
