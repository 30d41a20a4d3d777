/**
 * Prints the figures that this project holds, as ratios within one run on one machine. Arguments choose groups of them:
 * `npm run bench -- engine`.
 */
import { createHome, type Home } from '../helpers/program.ts';
import { benchApps } from './bench-apps.ts';
import { benchEngine } from './bench-engine.ts';
import { benchHelp } from './bench-help.ts';
import { benchRequests } from './bench-requests.ts';

const GROUPS = new Map<string, (home: Home) => void | Promise<void>>([
  ['help', benchHelp],
  ['apps', benchApps],
  ['requests', benchRequests],
  ['engine', benchEngine],
]);

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !GROUPS.has(name));
if (unknown !== undefined) throw new Error(`no group "${unknown}"; there are ${[...GROUPS.keys()].join(', ')}`);

const home = await createHome();
try {
  for (const [name, bench] of GROUPS) if (chosen.length === 0 || chosen.includes(name)) await bench(home);
} finally {
  await home.remove();
}
