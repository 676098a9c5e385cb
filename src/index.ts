import { runMain } from './app.ts'

process.exitCode = await runMain()
