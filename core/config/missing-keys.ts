import type { Config } from '../../contracts/config';
import { OPENAI_URL, SEARCH_URLS } from './defaults';
import { isNoKey } from './key-for-endpoint';
import type { ConfigProblem } from './problem';
import type { Services } from './services';

/**
 * Keys without which these services are sure to refuse. No problem of the configuration
 * itself: only who is about to use them has to ask.
 */
export function missingKeys(config: Config, ...services: Services[]): ConfigProblem[] {
  const profiles = services.flatMap((service) => service.profiles);
  const problems = profiles.flatMap((name): ConfigProblem[] => {
    const profile = config.models[name];
    if (!profile || !isNoKey(profile.apiKey) || !profile.baseUrls.includes(OPENAI_URL)) return [];
    const remedy =
      'Set OPENAI_API_KEY in the environment or in .env, or name another server with MODEL_PROVIDER=vllm or ACTOR_BASE_URL and SPEC_BASE_URL.';
    return [{ where: 'OPENAI_API_KEY', problem: `${OPENAI_URL} wants a key, and none is set`, remedy }];
  });
  const { provider, apiKey, url } = config.search;
  if (services.some(({ search }) => search) && isNoKey(apiKey) && url === SEARCH_URLS[provider]) {
    const where = `${provider.toUpperCase()}_API_KEY`;
    const remedy = `Set ${where}, or the key of another service: SERPER_API_KEY, TAVILY_API_KEY or BRAVE_API_KEY.`;
    problems.push({ where, problem: `searches at ${url} want a key, and none is set`, remedy });
  }
  return problems.slice(0, 1).concat(problems.slice(1).filter(({ where }) => where !== problems[0]?.where));
}
