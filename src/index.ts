import './runtime/quiet.ts'
import { messageOf } from './errors.ts'
import { run } from './main.ts'
import { createActionsLog, createActionsOutputs, maskInLog } from './runtime/actions.ts'
import { systemClock } from './runtime/clock.ts'
import { createSecrets } from './runtime/secrets.ts'

const secrets = createSecrets(maskInLog)
const log = createActionsLog(secrets)

process.on('uncaughtException', error => {
  log.error(`a fault of this action: ${messageOf(error)} [InternalError]`, 'The step failed')
  process.exit(1)
})

const good = await run({
  env: process.env,
  clock: systemClock,
  log,
  outputs: createActionsOutputs(log, secrets),
  secrets
})
process.exitCode = good ? 0 : 1
