import config from '@citation-js/plugin-bibtex/lib/config.js';

/**
 * Citation.js's tables of TeX commands, macros and types. They are taken from its module of settings alone: the rest of
 * the library is a parser that ends at the first error, and a client that fetches addresses found in the input.
 */
export const { constants, types } = config.default;
