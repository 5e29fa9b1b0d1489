import { z } from 'zod';

/** A search engine's query line; white space inside it carries no meaning. */
export const SearchQuery = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .describe('What to search for, as one would type it into a search engine.')
  .overwrite((query) => query.replace(/\s+/g, ' '));
