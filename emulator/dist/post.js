import { join } from 'node:path';
import { runPost } from './app.js';
await runPost(join(import.meta.dirname, 'server.js'));
