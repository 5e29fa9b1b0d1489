import type { Config } from '../../contracts/config';
import { createBrave } from './brave';
import type { SearchProvider } from './search-provider';
import { createSerper } from './serper';
import { createTavily } from './tavily';

/** The configured search service. Without a key it still exists; its searches then say which variable is missing. */
export function createSearchProvider(
  { provider, apiKey, url }: Config['search'],
  { timeoutMs }: { timeoutMs: number },
): SearchProvider {
  const settings = { apiKey, url, timeoutMs };
  switch (provider) {
    case 'serper':
      return createSerper(settings);
    case 'tavily':
      return createTavily(settings);
    case 'brave':
      return createBrave(settings);
  }
}
