import type { JsonObject } from '../../src/model/json.ts'
import type { ServiceTarget } from '../../src/model/target.ts'
import { applyPlan } from '../../src/rollout/apply.ts'
import type { Check } from '../../src/rollout/checks/check.ts'
import { createJournalKeeper, parseJournal } from '../../src/rollout/journal.ts'
import type { JournalEntry } from '../../src/rollout/journal.ts'
import { planTarget } from '../../src/rollout/plan.ts'
import type { Plan } from '../../src/rollout/plan.ts'
import type { Applied, ApplyPlanOptions } from '../../src/rollout/switch.ts'
import { applyOptions } from './apply-options.ts'
import { FakeClock } from './fake-clock.ts'
import { SERVICE_ID, apiEntry, fakeGateway, routeOf, serviceTarget } from './fake-service.ts'
import type { FakeGateway, Gateway } from './fake-service.ts'
import { createMemoryLog } from './memory-log.ts'
import type { MemoryLog } from './memory-log.ts'

export const SECRET = 'sk-4f8a1b2c3d4e5f60'
export const USED: Gateway = {
  apis: [apiEntry('api-1')],
  routes: {
    'api-1': [routeOf('hr-1', SERVICE_ID), routeOf('hr-2', SERVICE_ID), routeOf('hr-3', 'svc-other')]
  }
}
/** Fields other than the addresses. */
export const CHECKED: JsonObject = {
  healthCheck: { enable: true, protocol: 'TCP' },
  outlierDetection: { enable: true, interval: 10 }
}

export interface ServiceResult {
  readonly outcome: Applied
  readonly plan: Plan
  readonly gateway: FakeGateway
  readonly clock: FakeClock
  readonly log: MemoryLog
  readonly entry: JournalEntry | undefined
  /** The journal's text. */
  readonly journal: string
}

/** Plans and applies, with a journal. */
export async function applyService(
  overrides: Gateway,
  options: Partial<ApplyPlanOptions> = {},
  target: ServiceTarget = serviceTarget()
): Promise<ServiceResult> {
  const gateway = fakeGateway({ ...USED, ...overrides })
  const clock = new FakeClock()
  const log = createMemoryLog()
  const plan = await planTarget(gateway, target, { needs: {}, clock })
  gateway.calls.length = 0
  const lines: string[] = []
  const header = {
    ...{ pid: 1, identity: '', requestTimeoutMs: 1, maxAttempts: 1, waitTimeoutMs: 1 },
    ...{ rollbackOnFailure: false, summary: false, comment: null }
  }
  const keeper = createJournalKeeper(header, line => lines.push(line))
  const { name } = target
  const outcome = await applyPlan(plan, {
    ...applyOptions(
      { reader: gateway, writer: gateway, clock, log },
      {
        sending: () => keeper.sending(plan, [], 1, clock.now()),
        accepted: accepted => keeper.update(name, { phase: 'accepted', accepted }),
        observed: seen => keeper.update(name, { seen }),
        failed: failure => keeper.update(name, { failure }),
        rollbackSending: () => keeper.update(name, { phase: 'rolling-back' }),
        rollbackAccepted: rollback => keeper.update(name, { phase: 'rollback-accepted', rollback })
      }
    ),
    ...options
  })
  const journal = lines.join('\n')
  return { outcome, plan, gateway, clock, log, journal, entry: parseJournal(journal)?.entries[0] }
}

export function checkThat(
  passes: boolean,
  onRun: () => void = () => undefined,
  name: 'probe' | 'bake' = 'probe'
): Check {
  return {
    name,
    code: name === 'probe' ? 'ProbeFailed' : 'BakeFailed',
    when: 'after-switch',
    includesUnchanged: true,
    ...(name === 'bake' ? { period: 'the bake time' } : {}),
    count: 1,
    run: () => {
      onRun()
      const said = {
        name,
        subject: 'https://orders.example.com',
        detail: 'HTTP 500',
        attempts: 3
      }
      return Promise.resolve([{ ...said, passed: passes }])
    }
  }
}
