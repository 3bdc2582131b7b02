/**
 * An aggregate as three pure pieces. `decide` answers a command with the events that follow from it
 * (none, when everything it asks for is already so) or throws a {@link DomainError}; `evolve` folds an event.
 * No clock, no random source, no framework: whatever varies comes in with the command.
 */
export interface Decider<State, Command extends { type: string }, Event extends { type: string }> {
  readonly initialState: State;
  decide(command: Command, state: State): readonly Event[];
  evolve(state: State, event: Event): State;
}

/** State after `events`, from the beginning or from `state`. */
export function fold<State, Event extends { type: string }>(
  decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>,
  events: Iterable<Event>,
  state: State = decider.initialState,
): State {
  let folded = state;
  for (const event of events) folded = decider.evolve(folded, event);
  return folded;
}
