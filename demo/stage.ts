import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '../emulator/emulator.ts'
import type { Emulator } from '../emulator/emulator.ts'
import { renderLine } from '../step-runner/render.ts'
import { startStep } from '../step-runner/step.ts'
import type { RunningStep } from '../step-runner/step.ts'
import { BACKEND_ID, HOST, NATIVE, PATHS, STAGE, seedOf } from './seed.ts'
import type { Style } from './style.ts'
import { startToyService } from './toy-service.ts'
import type { ToyService } from './toy-service.ts'
import { startTraffic } from './traffic.ts'
import type { Traffic } from './traffic.ts'

/** How long a cancelled step can take to exit: a busy machine needs longer than a runner waits. */
const CANCEL_TIMEOUT_MS = 300_000
/** Over all APIs. */
const REQUESTS_PER_SECOND = 120

/** What the scenes share: a cloud with its gateways, five versions of a service, and functions that run the action and send traffic. */
export interface Stage {
  readonly emulator: Emulator
  readonly blue: ToyService
  readonly green: ToyService
  readonly red: ToyService
  readonly amber: ToyService
  readonly violet: ToyService
  readonly style: Style
  readonly print: (...lines: string[]) => void
  /** The folder that the workflow checked out. */
  readonly workspace: string
  /** Starts the action as a workflow would, and prints its log line by line. */
  step(inputs: Readonly<Record<string, string>>, options?: StepOptions): RunningStep
  /** Sends requests to the shop's paths; by default to all of them, at the old gateway. */
  traffic(host?: string, paths?: readonly string[]): Traffic
  /** The version that responds on a path now, or the HTTP status if none does. */
  versionAt(path: string, host?: string): Promise<string>
  /** Stops everything that still runs. */
  close(): Promise<void>
}

export type Subject = 'backend' | 'manifest' | 'route'

export interface StepOptions {
  readonly env?: Readonly<Record<string, string>>
  /** What the step switches: one backend by default, the targets of a manifest, or a route (with the action of `native/`). */
  readonly subject?: Subject
}

export interface StageOptions {
  /** The folder with `action.yml`. */
  readonly action: string
  readonly style: Style
  readonly print: (...lines: string[]) => void
}

/** How long the violet version can handle half of the requests. */
const HANDLES_HALF_MS = 1_000

/**
 * The demo begins with the blue version behind the gateways. The red version is broken, the amber one fails after a few requests,
 * and the violet one fails under half of the load.
 */
export async function openStage({ action, style, print }: StageOptions): Promise<Stage> {
  const stack = new AsyncDisposableStack()
  try {
    let halfSince: number | undefined
    const [blue, green, red, amber, violet] = await Promise.all([
      startToyService('blue'),
      startToyService('green'),
      startToyService('red', { failsAfter: 0 }),
      // it passes three probes and two requests of the bake
      startToyService('amber', { failsAfter: 5 }),
      startToyService('violet', {
        hasFailed: () => {
          if (shareOf(cloud, NATIVE.violetId) < 50) return false
          halfSince ??= performance.now()
          return performance.now() - halfSince > HANDLES_HALF_MS
        }
      })
    ])
    for (const service of [blue, green, red, amber, violet]) stack.defer(() => service.close())
    const cloud = await startEmulator({ seed: seedOf(blue.address, violet.address) })
    stack.defer(() => cloud.close())
    const workspace = await mkdtemp(join(tmpdir(), 'demo-'))
    stack.defer(() => rm(workspace, { recursive: true, force: true }))

    return {
      emulator: cloud,
      blue,
      green,
      red,
      amber,
      violet,
      style,
      print,
      workspace,
      step: (inputs, { env = {}, subject = 'backend' } = {}) => {
        const printLine = (line: string): void => print(style.dim('│ ') + line)
        // without those of the connection, which are the same for every step
        for (const [name, value] of Object.entries(inputs)) printLine(style.dim(`${name}: ${value}`))
        const step = startStep({
          action: subject === 'route' ? join(action, 'native') : action,
          workspace,
          env,
          cancelTimes: { interruptMs: CANCEL_TIMEOUT_MS, terminateMs: CANCEL_TIMEOUT_MS },
          with: { ...connection(cloud, subject), ...inputs },
          secrets: [cloud.accessKeySecret],
          onLine: line => renderLine(line, { color: style.color }).split('\n').forEach(printLine)
        })
        stack.defer(async () => {
          step.abandon()
          await step.result.catch(() => undefined)
        })
        return step
      },
      traffic: (host = HOST, paths = PATHS) => {
        const traffic = startTraffic({
          gateway: cloud.gateway,
          host,
          stage: STAGE,
          paths,
          perSecond: REQUESTS_PER_SECOND
        })
        stack.defer(() => traffic.stop())
        return traffic
      },
      versionAt: (path, host = HOST) => requestVersion(cloud.gateway, host, path),
      close: () => stack.disposeAsync()
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** The definition that points at a service, as an input value. */
export function definitionOf(service: ToyService): string {
  return JSON.stringify({ ServiceAddress: service.address })
}

/** The percentage of the weighted route's requests that a service gets. */
function shareOf({ cloud: { apig } }: Emulator, serviceId: string): number {
  const route = apig.route(NATIVE.routeId)
  const services = route && apig.routeInEffect(route)?.backend['services']
  for (const service of Array.isArray(services) ? services : []) {
    const { serviceId: id, weight } = service as { serviceId?: string; weight?: number }
    if (id === serviceId) return weight ?? 100
  }
  return 0
}

async function requestVersion(gateway: string, host: string, path: string): Promise<string> {
  const request = get(new URL(path, gateway), { headers: { host, 'X-Ca-Stage': STAGE } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const body = Buffer.concat((await response.toArray()) as Buffer[]).toString()
  return response.statusCode === 200
    ? (JSON.parse(body) as { version: string }).version
    : `HTTP ${response.statusCode ?? 0}`
}

const SUBJECTS: Readonly<Record<Subject, Readonly<Record<string, string>>>> = {
  backend: { 'backend-id': BACKEND_ID, 'stage-name': STAGE },
  manifest: { 'stage-name': STAGE },
  route: { 'http-api-id': NATIVE.httpApiId, 'route-id': NATIVE.routeId }
}

function connection(emulator: Emulator, subject: Subject): Readonly<Record<string, string>> {
  return {
    ...SUBJECTS[subject],
    'region-id': 'cn-hangzhou',
    ...(subject === 'route' ? {} : { endpoint: emulator.endpoint }),
    ...(subject === 'backend' ? {} : { 'apig-endpoint': emulator.endpoint }),
    'access-key-id': emulator.accessKeyId,
    'access-key-secret': emulator.accessKeySecret
  }
}
