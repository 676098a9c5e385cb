import { runMain } from './app.js';
const code = await runMain();
// all has been said: once it is written, nothing that is still open holds the job, or is taken down piece by piece
process.stdout.write('', () => process.exit(code));
