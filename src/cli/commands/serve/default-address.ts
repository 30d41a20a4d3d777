/** Where `serve` listens when nobody says: on this machine only. */
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 9090;
export const DEFAULT_ORIGIN = `http://${DEFAULT_HOST}:${DEFAULT_PORT}`;
