import { runExpect } from './app.js';
process.exitCode = await runExpect();
