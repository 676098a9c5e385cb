import { mkdtemp, rm } from 'node:fs/promises'
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

/** What the scenes share: a cloud with its gateway, two versions of a service, and the way to run the action. */
export interface Stage {
  readonly emulator: Emulator
  readonly blue: ToyService
  readonly green: ToyService
  readonly style: Style
  readonly print: (...lines: string[]) => void
  /** Starts the action as a workflow would; its log is printed as it comes. */
  step(inputs: Readonly<Record<string, string>>): RunningStep
  traffic(): Traffic
  /** Ends what still runs. */
  close(): Promise<void>
}

export interface StageOptions {
  /** The folder that holds `action.yml`. */
  readonly action: string
  readonly style: Style
  readonly print: (...lines: string[]) => void
}

/** Every scene begins with the blue version behind the gateway. */
export async function openStage({ action, style, print }: StageOptions): Promise<Stage> {
  const stack = new AsyncDisposableStack()
  try {
    const [blue, green] = await Promise.all([startToyService('blue'), startToyService('green')])
    stack.defer(() => blue.close())
    stack.defer(() => green.close())
    const emulator = await startEmulator({ seed: seedOf(blue.address) })
    stack.defer(() => emulator.close())
    const workspace = await mkdtemp(join(tmpdir(), 'demo-'))
    stack.defer(() => rm(workspace, { recursive: true, force: true }))

    return {
      emulator,
      blue,
      green,
      style,
      print,
      step: inputs => {
        const step = startStep({
          action,
          workspace,
          with: { ...connection(emulator), ...inputs },
          secrets: [emulator.accessKeySecret],
          showInputs: true,
          onLine: line => print(style.dim('│ ') + renderLine(line, { color: style.color }))
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
      close: () => stack.disposeAsync()
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
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
