import { runExpect } from './app.ts'

process.exitCode = await runExpect()
