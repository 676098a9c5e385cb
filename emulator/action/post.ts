import { join } from 'node:path'
import { runPost } from './app.ts'

await runPost(join(import.meta.dirname, 'server.js'))
