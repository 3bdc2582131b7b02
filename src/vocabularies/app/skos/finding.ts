/** Something about a file that a person should know. An `error` left a concept, a label or a link out. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly message: string;
  /** IRI of the concept or scheme; null where it concerns the file. */
  readonly subject: string | null;
}

export function note(
  findings: Finding[],
  severity: Finding['severity'],
  code: string,
  subject: string | null,
  message: string,
): void {
  findings.push({ severity, code, subject, message });
}
