import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { startEmulator } from '../emulator.ts'
import type { Emulator } from '../emulator.ts'
import { describeStartError } from '../explain.ts'
import { oidcArns } from '../oidc/arns.ts'
import type { LoggedRequest } from '../request-log.ts'
import { startControl } from '../steering/server.ts'
import { listenForStop } from './stop-port.ts'
import type { FromServer, Identity, ToServer } from './protocol.ts'

/**
 * The detached process, whose stdout and stderr are the log file. Until it receives `keep`, it exits together with the
 * step that started it, so that a step that is cancelled or killed leaves nothing behind.
 * @param defaultSeed path of the default seed
 */
export function serve(defaultSeed: string): void {
  if (process.send === undefined)
    throw new Error('this process must be started by the main step of the action')
  const send = (message: FromServer): void => void process.send?.(message)
  let kept = false
  process.on('disconnect', () => {
    if (kept) return
    log('the main step exited during startup')
    process.exit(1)
  })
  process.on('uncaughtException', error => {
    log(`internal error: ${error.stack ?? error.message}`)
    process.exit(1)
  })
  process.on('message', (message: ToServer) => {
    if (message.kind === 'keep') kept = true
    else void start(message, defaultSeed, send)
  })
}

async function start(
  message: Extract<ToServer, { kind: 'start' }>,
  defaultSeed: string,
  send: (message: FromServer) => void
): Promise<void> {
  const { port, gatewayPort, tls, checkRegion, oidcSubject, token, controlToken, certificateFile } = message
  try {
    const emulator = await startEmulator({
      seed: message.seed ?? readFileSync(defaultSeed, 'utf8'),
      strictByDefault: true,
      port,
      gatewayPort,
      tls,
      checkRegion,
      ...(oidcSubject === undefined
        ? {}
        : { oidc: { subject: oidcSubject, requestToken: randomBytes(48).toString('base64url') } }),
      onResponded: request => log(describe(request))
    })
    const { endpoint, gateway, accessKeyId, accessKeySecret, cloud, authority } = emulator
    if (authority !== undefined) writeFileSync(certificateFile, authority, { flag: 'wx', mode: 0o644 })
    const control = await startControl(emulator, controlToken)
    const stopPort = await listenForStop(token, async () => {
      await Promise.all([emulator.close(), control.close()])
      rmSync(certificateFile, { force: true })
      log('stopped')
    })
    log(`control plane: ${urlOf(endpoint)}, gateway: ${gateway}`)
    send({
      kind: 'listening',
      endpoint,
      gateway,
      accessKeyId,
      accessKeySecret,
      regionId: cloud.seed.region,
      stopPort,
      controlUrl: control.url,
      ...identityOf(emulator)
    })
  } catch (thrown) {
    rmSync(certificateFile, { force: true })
    send({ kind: 'refused', message: describeStartError(thrown) })
  }
}

function urlOf(endpoint: string): string {
  return endpoint.startsWith('https:') ? endpoint : `http://${endpoint}`
}

function identityOf({ issuer, cloud }: Emulator): { readonly identity?: Identity } {
  if (issuer === undefined) return {}
  const { oidcProviderArn = '', roleArn = '' } = oidcArns(cloud.seed, issuer.iss)
  return {
    identity: {
      requestUrl: issuer.env.ACTIONS_ID_TOKEN_REQUEST_URL,
      requestToken: issuer.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
      providerArn: oidcProviderArn,
      roleArn
    }
  }
}

function log(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${text}\n`)
}

const SHOWN = [
  ...['BackendId', 'StageName', 'BackendModelId', 'OperationUid', 'BackendName'],
  ...['gatewayId', 'serviceId', 'httpApiId', 'routeId', 'operationId']
]

/** One line per request, without definitions, which can contain secrets. */
function describe({ action, params, status }: LoggedRequest): string {
  // client input must not forge log lines or workflow commands
  const clean = (value: string): string => value.slice(0, 64).replaceAll(/[^\w.*-]/g, '?')
  const named = SHOWN.flatMap(name => {
    const value = params[name]
    return value === undefined || value === '' ? [] : [`${name}=${clean(value)}`]
  })
  return [clean(action) || '(no action)', ...named, `-> ${status ?? 'no response'}`].join(' ')
}
