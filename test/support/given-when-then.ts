import { fold, type Decider } from '../../src/kernel/decider.js';
import { DomainError, type DomainErrorCode } from '../../src/kernel/errors.js';
import type { EventDefinitions } from '../../src/kernel/events.js';

interface Said {
  readonly type: string;
}
interface Happened {
  readonly type: string;
  readonly data: unknown;
}

/** Frozen all the way down, so that a decider that changes what it was given fails its test. */
export function deepFreeze<Value>(value: Value): Value {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** Each event as the log would give it back: checked against its definition and through JSON. */
export function asStored<Event extends Happened>(
  events: readonly Event[],
  definitions: EventDefinitions,
): Event[] {
  return events.map((event) => {
    const definition = definitions.events[event.type];
    if (!definition) throw new Error(`No such event is defined: ${event.type}`);
    const data: unknown = JSON.parse(JSON.stringify(event.data));
    expect(definition.schema.parse(data)).toEqual(data);
    return { ...event, data };
  });
}

/**
 * A decider's specification as a sentence: given these events, when this command, then these events or that error.
 * State, command and events are frozen, and all events are checked against their definitions.
 */
export function given<State, Command extends Said, Event extends Happened>(
  decider: Decider<State, Command, Event>,
  definitions: EventDefinitions,
  events: readonly Event[],
) {
  const evolve = (past: readonly Event[], from?: State) =>
    deepFreeze(fold(decider, deepFreeze(asStored(past, definitions)), from));
  const state = evolve(events);
  return {
    state,
    when(command: Command) {
      deepFreeze(command);
      return {
        /** @param options.repeat the same command, said once more, must change nothing (default true) */
        then(expected: readonly Event[], options: { repeat?: boolean } = {}): void {
          const decided = decider.decide(command, state);
          expect(decided).toEqual(expected);
          if (options.repeat === false) return;
          expect(decider.decide(command, evolve(decided, state))).toEqual([]);
        },
        thenNothing(): void {
          expect(decider.decide(command, state)).toEqual([]);
        },
        thenError(code: DomainErrorCode, path?: readonly (string | number)[], details?: object): void {
          const error = rejection(() => decider.decide(command, state));
          expect(error).toMatchObject({
            code,
            ...(path && { path }),
            ...(details && { details: expect.objectContaining(details) as unknown }),
          });
        },
      };
    },
  };
}

/** The DomainError that `decide` throws; anything else fails the test. */
export function rejection(decide: () => unknown): DomainError {
  let decided: unknown;
  try {
    decided = decide();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error(`Expected a DomainError, but it was accepted: ${JSON.stringify(decided)}`);
}

/**
 * Says `commands` one after the other, whatever comes of them: each is accepted, and then changes nothing when it is
 * said again, or is rejected with a DomainError. Any other error fails the test.
 * @param check looks at the state after each accepted command
 */
export function play<State, Command extends Said, Event extends Happened>(
  decider: Decider<State, Command, Event>,
  definitions: EventDefinitions,
  commands: readonly Command[],
  check: (state: State) => void,
): { state: State; events: Event[]; rejected: DomainErrorCode[] } {
  const events: Event[] = [];
  const rejected: DomainErrorCode[] = [];
  let state = decider.initialState;
  for (const command of commands) {
    try {
      const decided = asStored(decider.decide(deepFreeze(command), deepFreeze(state)), definitions);
      state = fold(decider, deepFreeze(decided), state);
      events.push(...decided);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      rejected.push(error.code);
      continue;
    }
    expect(decider.decide(command, state)).toEqual([]);
    check(state);
  }
  expect(fold(decider, events)).toEqual(state);
  return { state, events, rejected };
}
