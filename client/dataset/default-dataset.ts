/** Where `forerun gaia download` writes and `forerun batch` reads, unless told otherwise. */
export const DEFAULT_DATASET = 'gaia_dataset';
