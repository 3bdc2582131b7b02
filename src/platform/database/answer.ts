import type {
  ClientBase,
  QueryArrayConfig,
  QueryArrayResult,
  QueryConfig,
  QueryResult,
  QueryResultRow,
} from 'pg';

/**
 * Sends a query on a connection and gives its answer. The driver's promises, and its own `query_timeout`, set the query's
 * callback after it was made, and V8 then keeps each query with its answer from the quick rounds of the garbage
 * collector: reading the log so took 1.6 times the processor time.
 * @param within milliseconds; without it the server's statement_timeout alone sets an end
 * @throws the driver's error, or an Error when no answer came in time: the connection must not be used again then
 */
export function answer<Row extends unknown[]>(
  client: ClientBase,
  query: QueryArrayConfig,
  within?: number,
): Promise<QueryArrayResult<Row>>;
export function answer<Row extends QueryResultRow>(
  client: ClientBase,
  query: QueryConfig,
  within?: number,
): Promise<QueryResult<Row>>;
export function answer(client: ClientBase, query: QueryConfig, within?: number): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    const late =
      within === undefined
        ? undefined
        : setTimeout(() => reject(new Error(`The database did not answer within ${within} ms`)), within);
    client.query(query, (error: Error | undefined, result: QueryResult) => {
      clearTimeout(late);
      if (error) reject(error);
      else resolve(result);
    });
  });
}
