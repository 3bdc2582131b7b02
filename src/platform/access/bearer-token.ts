/** The token that a header `Authorization` shows; undefined where it shows none. */
export function bearerToken(header = ''): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header)?.[1];
}
