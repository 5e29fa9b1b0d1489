export interface SearchResult {
  title: string;
  /** Verbatim as the provider gave it. */
  url: string;
  snippet: string;
  /** As the provider words it, such as `2024-05-01` or `3 days ago`. */
  date?: string;
}

export interface SearchAnswer {
  results: SearchResult[];
  /** A direct answer of the provider, where it has one. */
  answer?: string;
}

/**
 * A web search service. `search` throws ForerunError: `no_search_key`, `search_key_refused`, `search_quota`
 * (retryable only where waiting helps), `search_bad_answer`, `http_status`, `timeout`, `network`, `too_large`,
 * `cancelled`.
 */
export interface SearchProvider {
  name: string;
  search(input: { query: string; count: number; signal: AbortSignal }): Promise<SearchAnswer>;
}
