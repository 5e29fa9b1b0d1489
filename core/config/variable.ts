import type { ModelProvider, SearchProvider } from '../../contracts/config';

/** When a variable counts; without a condition it always does. */
export type Condition = { provider: ModelProvider } | { search: SearchProvider };

/**
 * One environment variable. `path` is a place in the configuration (`models.*` fills every profile that has no
 * value of its own from the same source); its default stands in `defaults.ts`. Where two variables fill one place,
 * the earlier row wins.
 */
export interface Variable {
  name: string;
  path: string;
  description: string;
  /** Never shown, never logged. */
  secret?: true;
  /** The text says the opposite of the setting. */
  negated?: true;
  only?: Condition;
  /** URLs and keys of one provider: such a key goes to such a URL only (`key-for-endpoint.ts`). */
  family?: ModelProvider;
  /** What counts where it is not set, if that is no fixed value. */
  otherwise?: string;
}

export interface VariableSection {
  title: string;
  variables: Variable[];
}
