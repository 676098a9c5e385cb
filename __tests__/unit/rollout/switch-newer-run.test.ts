import { expect, test } from '@jest/globals'
import type { Backend } from '../../../src/model/backend.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { applyPlan } from '../../../src/rollout/apply.ts'
import type { Applied, ApplyPlanOptions } from '../../../src/rollout/switch.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { readGitHubContext } from '../../../src/runtime/github.ts'
import { applyOptions } from '../../support/apply-options.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import {
  NEW,
  OLD,
  apisOf,
  backendWith,
  callError,
  fakeCloud,
  row,
  targetOf
} from '../../support/fake-cloud.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

// A newer run of the repository writes after the plan of this one, and before its write.

const OTHER = { ServiceAddress: 'http://other' }
const github = readGitHubContext({ GITHUB_REPOSITORY: 'octo-org/octo-shop', GITHUB_RUN_ID: '100' })
const REFUSED = { github, allowOlderRun: false }
const ALLOWED = { github, allowOlderRun: true }

function byRun(definition: JsonObject, runId: number): Backend {
  return backendWith(definition, {}, `octo-org/octo-shop@5f0c3a1d9be2 run ${runId} by octocat 0a1b2c3d`)
}

/** Plans over the old definition, and sends after some rejected attempts. */
async function send(
  afterPlan: readonly Backend[],
  refusals: readonly Error[],
  run: ApplyPlanOptions['run']
): Promise<{ readonly applied: Applied; readonly sent: number }> {
  const clock = new FakeClock()
  const cloud = fakeCloud({
    backend: [backendWith(OLD), ...afterPlan],
    apis: apisOf('a'),
    task: [row('a')],
    modify: [...refusals, { requestId: 'R1', operationId: 'O1' }]
  })
  const target = targetOf(NEW, { backendType: 'HTTP', backendModelId: 'model-TEST' })
  const plan = await planTarget(cloud, target, { needs: {}, clock })
  const options = applyOptions({ reader: cloud, writer: cloud, clock, log: createMemoryLog(), run })
  return { applied: await applyPlan(plan, options), sent: cloud.modifications.length - refusals.length }
}

/** Long enough that the live definition is reread before the write. */
const BUSY = Array.from({ length: 9 }, () => callError('busy'))

test.each([
  ['wrote another definition', byRun(OTHER, 101), REFUSED, 'Superseded'],
  ['restored the previous definition', byRun(OLD, 101), REFUSED, 'Superseded'],
  ['was an older run', byRun(OTHER, 99), REFUSED, 'Drift'],
  ['may be replaced, but wrote a definition that the plan did not see', byRun(OTHER, 101), ALLOWED, 'Drift']
])('another run %s: nothing is sent', async (_, now, run, code) => {
  const { applied, sent } = await send([now], BUSY, run)
  expect(applied).toMatchObject({ result: 'failed', changed: false, error: { code } })
  expect(sent).toBeLessThan(1)
})

test('sends nothing if a newer run wrote the desired definition', async () => {
  const { applied, sent } = await send([byRun(NEW, 101)], BUSY, REFUSED)
  expect(applied).toMatchObject({ result: 'unchanged', changed: false, error: undefined })
  expect(sent).toBeLessThan(1)
})

test.each([
  ['an older run restored the previous definition', byRun(OLD, 99), REFUSED],
  ['a run that may be replaced restored the previous definition', byRun(OLD, 101), ALLOWED]
])('%s: sends the write', async (_, now, run) => {
  const { applied, sent } = await send([now, now, now, backendWith(NEW)], BUSY, run)
  expect(applied.result).toBe('switched')
  expect(sent).toBe(1)
})

test("after an ambiguous outcome, does not overwrite a newer run's definition, and is unknown", async () => {
  const lost = callError('transport', { ambiguous: true })
  const { applied, sent } = await send([byRun(OLD, 101)], [lost], REFUSED)
  expect(applied).toMatchObject({ result: 'unknown', error: { code: 'Conflict' } })
  expect(sent).toBe(0)
})
