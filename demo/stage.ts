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

/** Requests a second, over all APIs. */
const PACE = 120

/** What the scenes share: a cloud with its gateways, five versions of a service, and the way to run the action. */
export interface Stage {
  readonly emulator: Emulator
  readonly blue: ToyService
  readonly green: ToyService
  readonly red: ToyService
  readonly amber: ToyService
  readonly violet: ToyService
  readonly style: Style
  readonly print: (...lines: string[]) => void
  /** The folder that the workflow has checked out. */
  readonly workspace: string
  /** Starts the action as a workflow would; its log is printed as it comes. */
  step(inputs: Readonly<Record<string, string>>, options?: StepOptions): RunningStep
  /** Requests to some paths of the shop, at the old gateway unless another host is given. */
  traffic(host?: string, paths?: readonly string[]): Traffic
  /** Which version responds on a path now; a status if none does. */
  ask(path: string, host?: string): Promise<string>
  /** Stops what still runs. */
  close(): Promise<void>
}

export interface StepOptions {
  readonly env?: Readonly<Record<string, string>>
  /** What the step is for: one backend by default, a manifest, or with the action of `native/` a route. */
  readonly of?: 'backend' | 'manifest' | 'route'
}

export interface StageOptions {
  /** The folder that holds `action.yml`. */
  readonly action: string
  readonly style: Style
  readonly print: (...lines: string[]) => void
}

/** How long the violet version can take half of the requests. */
const TAKES_HALF_MS = 1_000

/**
 * The first scene begins with the blue version behind the gateways; the red one is broken, the amber one breaks, and the
 * violet one breaks under half of the load.
 */
export async function openStage({ action, style, print }: StageOptions): Promise<Stage> {
  const stack = new AsyncDisposableStack()
  try {
    let halfSince: number | undefined
    const [blue, green, red, amber, violet] = await Promise.all([
      startToyService('blue'),
      startToyService('green'),
      startToyService('red', { failsAfter: 0 }),
      // three probes and two requests of the bake
      startToyService('amber', { failsAfter: 5 }),
      startToyService('violet', {
        hasFailed: () => {
          if (shareOf(cloud, NATIVE.violetId) < 50) return false
          halfSince ??= performance.now()
          return performance.now() - halfSince > TAKES_HALF_MS
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
      step: (inputs, { env = {}, of = 'backend' } = {}) => {
        const say = (line: string): void => print(style.dim('│ ') + line)
        // the connection is the same every time, and the rest are defaults
        for (const [name, value] of Object.entries(inputs)) say(style.dim(`${name}: ${value}`))
        const step = startStep({
          action: of === 'route' ? join(action, 'native') : action,
          workspace,
          env,
          with: { ...connection(cloud, of), ...inputs },
          secrets: [cloud.accessKeySecret],
          onLine: line => renderLine(line, { color: style.color }).split('\n').forEach(say)
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
          perSecond: PACE
        })
        stack.defer(() => traffic.stop())
        return traffic
      },
      ask: (path, host = HOST) => askOnce(cloud.gateway, host, path),
      close: () => stack.disposeAsync()
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** The definition that points at a service, as the input takes it. */
export function definitionOf(service: ToyService): string {
  return JSON.stringify({ ServiceAddress: service.address })
}

/** The percent of requests that a service gets of the route with weights. */
function shareOf({ cloud: { apig } }: Emulator, serviceId: string): number {
  const route = apig.route(NATIVE.routeId)
  const services = route && apig.routeInForce(route)?.backend['services']
  for (const service of Array.isArray(services) ? services : []) {
    const { serviceId: id, weight } = service as { serviceId?: string; weight?: number }
    if (id === serviceId) return weight ?? 100
  }
  return 0
}

async function askOnce(gateway: string, host: string, path: string): Promise<string> {
  const request = get(new URL(path, gateway), { headers: { host, 'X-Ca-Stage': STAGE } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const body = Buffer.concat((await response.toArray()) as Buffer[]).toString()
  return response.statusCode === 200
    ? (JSON.parse(body) as { version: string }).version
    : `HTTP ${response.statusCode ?? 0}`
}

/** What a step is for. */
const SUBJECTS: Readonly<Record<NonNullable<StepOptions['of']>, Readonly<Record<string, string>>>> = {
  backend: { 'backend-id': BACKEND_ID, 'stage-name': STAGE },
  manifest: { 'stage-name': STAGE },
  route: { 'http-api-id': NATIVE.httpApiId, 'route-id': NATIVE.routeId }
}

function connection(
  emulator: Emulator,
  of: NonNullable<StepOptions['of']>
): Readonly<Record<string, string>> {
  return {
    ...SUBJECTS[of],
    'region-id': 'cn-hangzhou',
    ...(of === 'route' ? {} : { endpoint: emulator.endpoint }),
    ...(of === 'backend' ? {} : { 'apig-endpoint': emulator.endpoint }),
    'access-key-id': emulator.accessKeyId,
    'access-key-secret': emulator.accessKeySecret
  }
}
