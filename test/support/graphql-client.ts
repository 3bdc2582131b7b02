/** What a test looks at as it comes. */
type Json = ReturnType<typeof JSON.parse>;

export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Json;
  readonly errors: readonly Json[] | undefined;
  readonly extensions: Json;
}

export interface RequestOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Longer than the service takes for any request. */
const answerWithin = 60_000;

/** Speaks GraphQL over HTTP, as any client does. */
export class GraphqlClient {
  /** @param within milliseconds for one answer, at most */
  constructor(
    readonly url: string,
    private readonly within = answerWithin,
  ) {}

  async graphql(query: string, variables: object = {}, options: RequestOptions = {}): Promise<GraphqlAnswer> {
    const { token, headers = {} } = options;
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(this.within),
    });
    const body = JSON.parse(await response.text());
    const { data, errors, extensions } = body;
    return { status: response.status, headers: response.headers, data, errors, extensions };
  }

  /** The data of an answer that has no errors. */
  async query(query: string, variables: object = {}, options: RequestOptions = {}): Promise<Json> {
    const { data, errors } = await this.graphql(query, variables, options);
    if (errors)
      throw new Error(`${JSON.stringify(errors)} for ${query} ${JSON.stringify(variables).slice(0, 2_000)}`);
    return data;
  }

  /** The only error of a query that is refused. */
  async refusal(query: string, variables: object = {}, options: RequestOptions = {}): Promise<Json> {
    const answer = await this.graphql(query, variables, options);
    if (answer.errors?.length !== 1) throw new Error(`Not refused with one error: ${JSON.stringify(answer)}`);
    return { ...answer.errors[0], status: answer.status };
  }
}
