import './runtime/quiet.ts'
import { run } from './main.ts'
import { createActionsLog, createActionsOutputs, maskInLog } from './runtime/actions.ts'
import { systemClock } from './runtime/clock.ts'
import { createSecrets } from './runtime/secrets.ts'

const secrets = createSecrets(maskInLog)
const log = createActionsLog(secrets)
const good = await run({
  env: process.env,
  clock: systemClock,
  log,
  outputs: createActionsOutputs(log, secrets),
  secrets
})
process.exitCode = good ? 0 : 1
