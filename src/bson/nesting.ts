/** MongoDB's own limit of documents and arrays within each other, the outermost one counted. */
export const NESTING_LEVELS_MAX = 200;
