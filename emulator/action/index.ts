import { join } from 'node:path'
import { runMain } from './app.ts'

// the bundle does not know its own path
process.exitCode = await runMain(join(import.meta.dirname, 'server.js'))
