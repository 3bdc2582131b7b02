/** What an operator can mend, or wanted. The message is one line for the operator. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}
