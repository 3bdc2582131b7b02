import { keyOf, type OpenPersonal } from '../../kernel/personal.js';

/** The reason of an event, sealed under the own key of the record that it is about; nothing where none was given. */
export function because(owner: string, reason: string | undefined): { reason?: OpenPersonal<string> } {
  return reason === undefined ? {} : { reason: { personal: keyOf(owner), value: reason } };
}
