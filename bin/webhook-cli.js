#!/usr/bin/env node
// Starts the built program. The sandbox needs isolated-vm, whose binaries exist for Node 24 and 26 only; on another Node
// this file runs the program with the Node that the package's own `node` dependency brought, or says what to install.
// It keeps to syntax and imports that old Nodes have, so that they get to say so.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

const supportedMajors = [24, 26];
const major = Number(process.versions.node.split('.')[0]);

if (supportedMajors.includes(major)) {
  module.enableCompileCache();
  const { main } = await import('../dist/cli/main.js');
  await main();
} else {
  const node = findBundledNode();
  if (node === undefined) refuse();
  else runWith(node);
}

function findBundledNode() {
  try {
    const manifest = module.createRequire(import.meta.url).resolve('node/package.json');
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

function refuse() {
  process.stderr.write(
    `error: webhook-cli needs Node.js 24 or 26, this is ${process.version} on ${process.platform}-${process.arch}\n` +
      'hint: install Node.js 24 (Linux and macOS on x64 or arm64, Windows on x64), or run `npm ci` in a checkout, which brings one\n',
  );
  process.exitCode = 1;
}

function runWith(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends SIGINT to the whole group already; a second copy would read as "stop at once".
    process.on(signal, () => (signal !== 'SIGINT' || !process.stdin.isTTY ? child.kill(signal) : undefined));
  }
  child.on('error', (error) => {
    process.stderr.write(
      `error: cannot start ${node}: ${error.message}\nhint: run \`npm ci\` again, or install Node.js 24\n`,
    );
    process.exitCode = 1;
  });
  child.on('exit', (status, signal) => {
    process.exitCode = signal === null ? status : 128 + constants.signals[signal];
  });
}
