/** The option `storageEngine`: settings for WiredTiger, which change no answer and are kept for a server that has it. */
import type { Document } from '../../bson/bson.ts';
import { fieldCount, fieldEntries } from '../../bson/fields.ts';
import { badValue, failedToParse } from '../engine-error.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { checkFields, documentOption, invalidOptions, notSupportedOption } from './options.ts';

/** Undefined when it sets nothing. */
export function readStorageEngine(command: string, body: Document): Document | undefined {
  const engines = documentOption(command, body, 'storageEngine');
  if (engines === undefined || fieldCount(engines) === 0) return undefined;
  for (const [engine, settings] of fieldEntries(engines)) {
    if (!isPlainDocument(settings)) throw badValue(`'${command}.storageEngine.${engine}' has to be an object`);
    if (engine !== 'wiredTiger') throw invalidOptions(`${engine} is not a registered storage engine for this server`);
    checkSettings(command, settings);
  }
  return engines;
}

/** The same for all indexes of a collection. */
export function readIndexDefaults(command: string, body: Document): Document | undefined {
  const defaults = documentOption(command, body, 'indexOptionDefaults');
  if (defaults === undefined) return undefined;
  const place = `${command}.indexOptionDefaults`;
  checkFields(place, defaults, new Set(['storageEngine']));
  const storageEngine = readStorageEngine(place, defaults);
  return storageEngine === undefined ? undefined : { storageEngine };
}

function checkSettings(command: string, settings: Document): void {
  for (const [name, value] of fieldEntries(settings)) {
    if (name !== 'configString') throw invalidOptions(`'${name}' is not a supported option in wiredTiger`);
    if (typeof value !== 'string') throw badValue('storageEngine.wiredTiger.configString must be a string');
    if (value.includes('\0')) throw failedToParse('storageEngine.wiredTiger.configString cannot contain a null byte');
    checkConfiguration(command, value);
  }
}

/** Names of what WiredTiger takes for a table, of which a server lets its clients set some. */
const CONFIGURATION = new Set(
  `access_pattern_hint allocation_size app_metadata block_allocation block_compressor cache_resident checksum collator
  columns dictionary encryption format huffman_key huffman_value ignore_in_memory_cache_size internal_item_max
  internal_key_max internal_key_truncate internal_page_max key_format key_gap leaf_item_max leaf_key_max leaf_page_max
  leaf_value_max log lsm memory_page_image_max memory_page_max os_cache_dirty_max os_cache_max prefix_compression
  prefix_compression_min split_deepen_min_child split_deepen_per_child split_pct type value_format verbose`.split(
    /\s+/,
  ),
);

function checkConfiguration(command: string, configuration: string): void {
  if (configuration === '') return;
  const [name = ''] = configuration.split('=', 1);
  if (!CONFIGURATION.has(name.trim())) throw badValue(`unknown WiredTiger configuration '${name.slice(0, 100)}'`);
  throw notSupportedOption(command, 'storageEngine.wiredTiger.configString');
}
