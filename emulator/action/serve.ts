import { readFileSync } from 'node:fs'
import { startEmulator } from '../emulator.ts'
import { explainStart } from '../explain.ts'
import type { LoggedRequest } from '../request-log.ts'
import { listenForStop } from './control.ts'
import type { FromServer, ToServer } from './protocol.ts'

/**
 * The detached process. Its standard output and error are the log file. Until it is told to keep on it ends with
 * the step that started it, so that a step that is cancelled or killed leaves nothing behind.
 * @param defaultSeed the file of the seed that is taken when none is given
 */
export function serve(defaultSeed: string): void {
  if (process.send === undefined) throw new Error('this process is started by the main step of the action')
  const tell = (message: FromServer): void => void process.send?.(message)
  let kept = false
  process.on('disconnect', () => {
    if (kept) return
    log('the step that started it has ended before it was done')
    process.exit(1)
  })
  process.on('uncaughtException', error => {
    log(`a fault of the emulator: ${error.stack ?? error.message}`)
    process.exit(1)
  })
  process.on('message', (message: ToServer) => {
    if (message.kind === 'keep') kept = true
    else void start(message, defaultSeed, tell)
  })
}

async function start(
  { seed, port, gatewayPort, token }: Extract<ToServer, { kind: 'start' }>,
  defaultSeed: string,
  tell: (message: FromServer) => void
): Promise<void> {
  try {
    const emulator = await startEmulator({
      seed: seed ?? readFileSync(defaultSeed, 'utf8'),
      strictByDefault: true,
      port,
      gatewayPort,
      onAnswered: request => log(describe(request))
    })
    const { endpoint, gateway, accessKeyId, accessKeySecret, cloud } = emulator
    const controlPort = await listenForStop(token, async () => {
      await emulator.close()
      log('stopped')
    })
    log(`the control plane listens on http://${endpoint}, the gateway on ${gateway}`)
    const regionId = cloud.seed.region
    tell({ kind: 'listening', endpoint, gateway, accessKeyId, accessKeySecret, regionId, controlPort })
  } catch (thrown) {
    tell({ kind: 'refused', message: explainStart(thrown) })
  }
}

function log(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${text}\n`)
}

const SHOWN = ['BackendId', 'StageName', 'BackendModelId', 'OperationUid', 'BackendName']

/** One request as a line: never a definition, which may hold a secret. */
function describe({ action, params, status }: LoggedRequest): string {
  // what a client sends is not to be taken for a line of the log, or for a command of the runner
  const clean = (value: string): string => value.slice(0, 64).replaceAll(/[^\w.*-]/g, '?')
  const named = SHOWN.flatMap(name => {
    const value = params[name]
    return value === undefined || value === '' ? [] : [`${name}=${clean(value)}`]
  })
  return [clean(action) || '(no action)', ...named, `-> ${status ?? 'no answer'}`].join(' ')
}
