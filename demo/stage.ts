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
import { BACKEND_ID, HOST, PATHS, STAGE, seedOf } from './seed.ts'
import type { Style } from './style.ts'
import { startToyService } from './toy-service.ts'
import type { ToyService } from './toy-service.ts'
import { startTraffic } from './traffic.ts'
import type { Traffic } from './traffic.ts'

/** Requests a second, over all APIs. */
const PACE = 120

/** What the scenes share: a cloud with its gateway, four versions of a service, and the way to run the action. */
export interface Stage {
  readonly emulator: Emulator
  readonly blue: ToyService
  readonly green: ToyService
  readonly red: ToyService
  readonly amber: ToyService
  readonly style: Style
  readonly print: (...lines: string[]) => void
  /** Starts the action as a workflow would; its log is printed as it comes. */
  step(inputs: Readonly<Record<string, string>>, env?: Readonly<Record<string, string>>): RunningStep
  traffic(): Traffic
  /** Which version responds on a path now; a status if none does. */
  ask(path: string): Promise<string>
  /** Stops what still runs. */
  close(): Promise<void>
}

export interface StageOptions {
  /** The folder that holds `action.yml`. */
  readonly action: string
  readonly style: Style
  readonly print: (...lines: string[]) => void
}

/** The first scene begins with the blue version behind the gateway; the red one is broken, the amber one breaks. */
export async function openStage({ action, style, print }: StageOptions): Promise<Stage> {
  const stack = new AsyncDisposableStack()
  try {
    const [blue, green, red, amber] = await Promise.all([
      startToyService('blue'),
      startToyService('green'),
      startToyService('red', { failsAfter: 0 }),
      // three probes and two requests of the bake
      startToyService('amber', { failsAfter: 5 })
    ])
    for (const service of [blue, green, red, amber]) stack.defer(() => service.close())
    const emulator = await startEmulator({ seed: seedOf(blue.address) })
    stack.defer(() => emulator.close())
    const workspace = await mkdtemp(join(tmpdir(), 'demo-'))
    stack.defer(() => rm(workspace, { recursive: true, force: true }))

    return {
      emulator,
      blue,
      green,
      red,
      amber,
      style,
      print,
      step: (inputs, env = {}) => {
        const say = (line: string): void => print(style.dim('│ ') + line)
        // the connection is the same every time, and the rest are defaults
        for (const [name, value] of Object.entries(inputs)) say(style.dim(`${name}: ${value}`))
        const step = startStep({
          action,
          workspace,
          env,
          with: { ...connection(emulator), ...inputs },
          secrets: [emulator.accessKeySecret],
          onLine: line => renderLine(line, { color: style.color }).split('\n').forEach(say)
        })
        stack.defer(async () => {
          step.abandon()
          await step.result.catch(() => undefined)
        })
        return step
      },
      traffic: () => {
        const traffic = startTraffic({
          gateway: emulator.gateway,
          host: HOST,
          stage: STAGE,
          paths: PATHS,
          perSecond: PACE
        })
        stack.defer(() => traffic.stop())
        return traffic
      },
      ask: path => askOnce(emulator.gateway, path),
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

async function askOnce(gateway: string, path: string): Promise<string> {
  const request = get(new URL(path, gateway), { headers: { host: HOST, 'X-Ca-Stage': STAGE } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const body = Buffer.concat((await response.toArray()) as Buffer[]).toString()
  return response.statusCode === 200
    ? (JSON.parse(body) as { version: string }).version
    : `HTTP ${response.statusCode ?? 0}`
}

function connection(emulator: Emulator): Record<string, string> {
  return {
    'backend-id': BACKEND_ID,
    'stage-name': STAGE,
    'region-id': 'cn-hangzhou',
    endpoint: emulator.endpoint,
    'access-key-id': emulator.accessKeyId,
    'access-key-secret': emulator.accessKeySecret
  }
}
