import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { actionsOf, MODEL_ID, seedOf, withCloud } from '../support/cloud.ts'
import { annotationsOf, inputsFor, ROOT, step } from '../support/step.ts'

const WRITE = 'ModifyBackendModel'
const [LIVE, APIS, TASK] = ['DescribeBackendInfo', 'DescribeApisByBackend', 'DescribeUpdateBackendTask']
const NO_TYPE = { 'backend-type': '' }
const NO_MODEL = { 'backend-model-id': '' }

/** The inputs that require more than the write, and the permissions; as in the table of the READMEs. */
const ROWS: readonly (readonly [asks: string, inputs: Record<string, string>, needs: readonly string[]])[] = [
  ['`backend-type` left out', NO_TYPE, [LIVE]],
  ['`backend-model-id` left out', NO_MODEL, [LIVE]],
  ['`definition: patch`', { definition: 'patch' }, [LIVE]],
  ['`approved-plan`', { 'approved-plan': `fp1:${'0'.repeat(64)}` }, [LIVE]],
  ['`max-apis`', { 'max-apis': '5' }, [APIS]],
  ['`mode: plan`', { mode: 'plan' }, [LIVE, APIS]],
  ['`wait: true`', { wait: 'true' }, [LIVE, APIS, TASK]],
  ['`rollback-on-failure: true`', { 'rollback-on-failure': 'true' }, [LIVE, APIS, TASK]],
  [
    '`mode: plan`, `definition: patch` and `max-apis`',
    { mode: 'plan', definition: 'patch', 'max-apis': '5' },
    [LIVE, APIS]
  ],
  ['`max-apis` and `backend-type` left out', { ...NO_TYPE, 'max-apis': '5' }, [LIVE, APIS]],
  [
    '`max-apis` and `approved-plan`',
    { 'max-apis': '5', 'approved-plan': `fp1:${'0'.repeat(64)}` },
    [LIVE, APIS]
  ]
]

interface End {
  readonly result: string | undefined
  readonly code: string | undefined
  readonly error: string
  readonly wrote: boolean
}

async function outcomeWith(allow: readonly string[], inputs: Record<string, string>): Promise<End> {
  const least = { 'backend-type': 'HTTP', 'backend-model-id': MODEL_ID }
  let end: End | undefined
  await withCloud(seedOf({ allow }), async cloud => {
    const result = await step(inputsFor(cloud, { ...least, ...inputs }))
    end = {
      result: result.outputs['result'],
      code: result.outputs['error-code'],
      error: annotationsOf(result, 'error').join('\n'),
      wrote: actionsOf(cloud).includes(WRITE)
    }
  })
  if (end === undefined) throw new Error('the step did not run')
  return end
}

/** The actions in the policy of an error. */
function actionsIn(error: string): string[] {
  return [...error.matchAll(/apigateway:(\w+)/g)].map(([, action = '']) => action)
}

test('the write alone is enough if nothing else is required', async () => {
  expect(await outcomeWith([WRITE], {})).toMatchObject({ result: 'submitted', wrote: true })
})

describe.each(ROWS)('%s', (_asks, inputs, needs) => {
  test('with the write alone, one error before any write names every missing permission', async () => {
    const { error, ...end } = await outcomeWith([WRITE], inputs)
    expect(end).toEqual({ result: 'failed', code: 'NoPermission', wrote: false })
    expect([...new Set(actionsIn(error))].sort()).toEqual([...needs].sort())
  })

  test.each(needs.map(missing => [missing]))(
    'the error names only %s if only that is missing',
    async missing => {
      const { error, ...end } = await outcomeWith([WRITE, ...needs.filter(need => need !== missing)], inputs)
      expect(end).toEqual({ result: 'failed', code: 'NoPermission', wrote: false })
      expect([...new Set(actionsIn(error))]).toEqual([missing])
    }
  )

  test('with its permissions, none is missing', async () => {
    const { code } = await outcomeWith([WRITE, ...needs], inputs)
    // an approval of a missing target fails for another reason
    expect(code).toBe('approved-plan' in inputs ? 'PlanChanged' : '')
  })
})

test('a plan needs no permission to write', async () => {
  expect(await outcomeWith([LIVE, APIS], { mode: 'plan' })).toMatchObject({ result: 'planned', wrote: false })
})

test.each(['README.md', 'README.zh-CN.md'])('the table in %s matches', file => {
  const readme = readFileSync(join(ROOT, file), 'utf8')
  const said = [...readme.matchAll(/^\| (.+?) \| ((?:`Describe\w+`(?:, |、)?)+) \|$/gm)].flatMap(
    ([, asks = '', needs = '']) =>
      asks.split(/, |、/).map(ask => [nameIn(ask), needs.replaceAll('`', '').replaceAll('、', ', ')])
  )
  const single = ROWS.filter(([asks]) => !asks.includes(' and ')).map(([asks, , needs]): [string, string] => [
    nameIn(asks),
    needs.join(', ')
  ])
  // a file of approvals is read like the input
  expect(new Map([['approved-plan-file', LIVE], ...single])).toEqual(new Map(said as [string, string][]))
})

function nameIn(text: string): string {
  return /`([^`]+)`/.exec(text)?.[1] ?? ''
}
