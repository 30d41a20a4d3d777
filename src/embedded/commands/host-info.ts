/** `hostInfo`: the machine, as far as the system tells it. What it does not tell is left out. */
import { readdirSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, hostname, release, totalmem, type as typeOfSystem, version } from 'node:os';
import { type Document, Int32, Long } from '../../bson/bson.ts';
import { wholeNumber } from '../wire/numbers.ts';
import type { Command } from './command.ts';

export const hostInfoCommand: Command = { name: 'hostInfo', run: hostInfo };

const MEGABYTE = 1024 * 1024;

function hostInfo(): Document {
  const limit = process.constrainedMemory();
  const memory = totalmem();
  return {
    system: {
      currentTime: new Date(),
      hostname: hostname(),
      cpuAddrSize: new Int32(64),
      memSizeMB: megabytes(memory),
      // Zero, or more than there is, where nothing limits the process.
      memLimitMB: megabytes(limit > 0 ? Math.min(limit, memory) : memory),
      numCores: wholeNumber(cpus().length),
      numCoresAvailableToProcess: wholeNumber(availableParallelism()),
      ...processors(),
      cpuArch: arch() === 'x64' ? 'x86_64' : arch(),
      ...numaNodes(),
    },
    os: { type: typeOfSystem(), name: typeOfSystem(), version: release() },
    extra: extra(memory),
  };
}

function megabytes(bytes: number): Long {
  return Long.fromNumber(Math.floor(bytes / MEGABYTE));
}

/** Cores and sockets, of which Linux tells in a paragraph for each thread. */
function processors(): Document {
  const paragraphs = readText('/proc/cpuinfo')?.split('\n\n') ?? [];
  const of = (paragraph: string, name: string) => new RegExp(`^${name}\\s*:\\s*(\\d+)$`, 'm').exec(paragraph)?.[1];
  const sockets = paragraphs.flatMap((paragraph) => of(paragraph, 'physical id') ?? []);
  const cores = paragraphs.flatMap((paragraph) => {
    const core = of(paragraph, 'core id');
    return core === undefined ? [] : `${of(paragraph, 'physical id')} ${core}`;
  });
  if (sockets.length === 0 || cores.length === 0) return {};
  return { numPhysicalCores: wholeNumber(new Set(cores).size), numCpuSockets: wholeNumber(new Set(sockets).size) };
}

function numaNodes(): Document {
  try {
    const nodes = readdirSync('/sys/devices/system/node').filter((name) => /^node\d+$/.test(name)).length;
    return { numaEnabled: nodes > 1, numNumaNodes: wholeNumber(nodes) };
  } catch {
    return {};
  }
}

function extra(memory: number): Document {
  const versionString = readText('/proc/version')?.trim() ?? version();
  const maxOpenFiles = /^Max open files\s+(\d+)/m.exec(readText('/proc/self/limits') ?? '')?.[1];
  const pageSize = pageBytes();
  const [cpu] = cpus();
  return {
    versionString,
    kernelVersion: release(),
    ...(cpu === undefined ? {} : { cpuString: cpu.model }),
    ...(cpu === undefined || cpu.speed === 0 ? {} : { cpuFrequencyMHz: String(cpu.speed) }),
    ...(pageSize === undefined
      ? {}
      : { pageSize: Long.fromNumber(pageSize), numPages: wholeNumber(Math.floor(memory / pageSize)) }),
    ...(maxOpenFiles === undefined ? {} : { maxOpenFiles: wholeNumber(Number(maxOpenFiles)) }),
  };
}

/** Of the pairs of numbers that the kernel hands to a process, this one is the size of a page. */
const PAGE_SIZE_ENTRY = 6n;
const ENTRY_BYTES = 16;

function pageBytes(): number | undefined {
  const vector = readBytes('/proc/self/auxv');
  for (let offset = 0; vector !== undefined && offset + ENTRY_BYTES <= vector.length; offset += ENTRY_BYTES) {
    if (vector.readBigUInt64LE(offset) === PAGE_SIZE_ENTRY) return Number(vector.readBigUInt64LE(offset + 8));
  }
  return undefined;
}

function readText(path: string): string | undefined {
  return readBytes(path)?.toString('utf8');
}

/** Undefined on a system without such a file. */
function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
