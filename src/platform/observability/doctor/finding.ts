/** What was looked at, and how it is. `note`: nothing is wrong, but it should be known; `bad`: it needs a hand. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'bad';
  readonly of: string;
  /** One line, with what to do where something is to be done. Never a password. */
  readonly says: string;
}

/** One thing to look at. */
export interface Check {
  readonly of: string;
  readonly look: () => Promise<readonly Finding[]>;
  /** How long the look may take, in milliseconds. Default 15,000. */
  readonly patience?: number;
}

/** Looks, and takes a look that fails or takes too long for what it is: something bad. */
export async function findingsOf(
  { of, look, patience = 15_000 }: Check,
  inOneLine: (error: unknown) => string,
): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patience / 1_000} s`)), patience);
  });
  try {
    return await Promise.race([look(), late]);
  } catch (error) {
    return [{ level: 'bad', of, says: inOneLine(error) }];
  } finally {
    clearTimeout(timer);
  }
}

/** A finding, told from whether it is as it should be. */
export function judged(of: string, isWell: boolean, well: string, otherwise: string): Finding {
  return isWell ? { level: 'ok', of, says: well } : { level: 'bad', of, says: otherwise };
}
