/** The language of what has none, as BCP-47 has it for undetermined. */
const UNDETERMINED = 'und';

interface OldEvidence {
  readonly note?: string;
}
interface OldClaim {
  readonly statement: readonly { readonly language: string; readonly origin?: string }[];
  readonly evidence?: readonly OldEvidence[];
}

/** A note that came with its claim was written with it: in the language of the original statement. */
export function withNotesLanguage({ evidence, ...claim }: OldClaim): object {
  const original = claim.statement.find(({ origin }) => origin === 'original') ?? claim.statement[0];
  const language = original?.language ?? UNDETERMINED;
  return { ...claim, ...(evidence && { evidence: evidence.map((one) => tagged(one, language)) }) };
}

/** A note that was attached alone says nowhere in which language it is. */
export function withNoteLanguage({ evidence, ...data }: { readonly evidence: OldEvidence }): object {
  return { ...data, evidence: tagged(evidence, UNDETERMINED) };
}

function tagged({ note, ...evidence }: OldEvidence, language: string): object {
  return { ...evidence, ...(note !== undefined && { note: { language, text: note } }) };
}
