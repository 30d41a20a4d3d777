/** The tables of the data file, and the way from each older version of them to the one of today. */

/** Version of the tables in the file, kept in SQLite's user_version. */
export const FORMAT_VERSION = 3;

/**
 * `seq` is the time of an entry and its number within the second; `place` counts bytes since the first entry of all, so
 * that two rows tell what lies between them. `oplog_start` has the last entry that is gone, 0 when none is.
 */
const OPLOG_TABLES = `
  CREATE TABLE oplog (
    seq INTEGER PRIMARY KEY, place INTEGER NOT NULL, wall INTEGER NOT NULL, kind INTEGER NOT NULL,
    database TEXT NOT NULL, name TEXT NOT NULL, uuid BLOB, body BLOB NOT NULL, before BLOB, after BLOB);
  CREATE TABLE oplog_start (seq INTEGER NOT NULL);
  INSERT INTO oplog_start VALUES (0);`;

const TABLES = `
  CREATE TABLE catalog_version (version INTEGER NOT NULL);
  INSERT INTO catalog_version VALUES (1);
  CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT NOT NULL, name TEXT NOT NULL, uuid BLOB NOT NULL,
    options BLOB NOT NULL, UNIQUE (database, name));
  CREATE TABLE indexes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, name TEXT NOT NULL, spec BLOB NOT NULL,
    multikey INTEGER NOT NULL, UNIQUE (collection, name));
  ${OPLOG_TABLES}`;

/**
 * From version 1, which had no options of collections (here an empty document), and knew of an index only whether some
 * document has several keys in it (here a bit for each of its fields).
 */
const FROM_VERSION_1 = `
  ALTER TABLE collections ADD COLUMN options BLOB NOT NULL DEFAULT x'0500000000';
  UPDATE indexes SET multikey = 4294967295 WHERE multikey = 1;
  UPDATE catalog_version SET version = version + 1;`;

/** From version 2, which had no oplog: what changed before this moment is gone for ever. */
const FROM_VERSION_2 = `
  ${OPLOG_TABLES}
  UPDATE oplog_start SET seq = CAST(strftime('%s', 'now') AS INTEGER) * 1048576;`;

/** What makes the tables of today out of those of `version`, 0 meaning an empty file. To be run in one transaction. */
export function formatChanges(version: number): string {
  const steps = version === 0 ? [TABLES] : [FROM_VERSION_1, FROM_VERSION_2].slice(version - 1);
  return [...steps, `PRAGMA user_version = ${FORMAT_VERSION};`].join('\n');
}
