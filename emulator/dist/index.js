import { join } from 'node:path';
import { runMain } from './app.js';
// the bundle does not know its own path
process.exitCode = await runMain(join(import.meta.dirname, 'server.js'));
