/** As which server the engine introduces itself. */

export const SERVER_VERSION: readonly number[] = [8, 2, 0];

/** The wire protocol of that version. */
export const WIRE_VERSION_MAX = 27;

export const STORAGE_ENGINE = 'sqlite';
