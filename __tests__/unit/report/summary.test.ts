import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { ActionError, InputError } from '../../../src/errors/action-error.ts'
import type { Advice } from '../../../src/errors/action-error.ts'
import { foreignCode } from '../../../src/errors/catalogue.ts'
import type { PublishedApi } from '../../../src/model/backend.ts'
import { progressOf } from '../../../src/model/batch.ts'
import { previousDefinition } from '../../../src/rollout/next-steps.ts'
import { RESULTS } from '../../../src/rollout/outcome.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import { renderSummary } from '../../../src/report/sinks/summary.ts'
import { check } from '../../support/check-property.ts'
import { LOOKED_FOR, hostile, htmlOf, tagsOf, textNodesOf } from './hostile.ts'
import { CONTEXT, outcomeOf, planOf, rowsOf } from './outcomes.ts'
import type { Given } from './outcomes.ts'

const summaryOf = (...outcomes: readonly Outcome[]): string => renderSummary({ outcomes, context: CONTEXT })

/** What a step writes, in files to be read. */
const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'golden', `${name}.txt`), 'utf8')

test('a plan, on one screen', () => {
  expect(summaryOf(outcomeOf('planned'))).toBe(golden('planned'))
})

test('a batch with failed APIs', () => {
  expect(summaryOf(outcomeOf('partial'))).toBe(golden('partial'))
})

test('several targets', () => {
  const apis = planOf().published?.slice(0, 2) ?? []
  const given = (backendName: string): Given => ({ backendName, targetName: `${backendName}/RELEASE`, apis })
  expect(
    summaryOf(
      outcomeOf('switched', given('orders')),
      outcomeOf('failed', given('search')),
      outcomeOf('unchanged', given('users'))
    )
  ).toBe(golden('several'))
})

test.each([
  [
    'planned',
    '📋 Planned',
    'An apply would change **2 keys**, remove **1 key by omission**, and move **14 published APIs**. Nothing was sent.'
  ],
  [
    'unchanged',
    '✅ Unchanged',
    'Live was already the desired definition, so nothing was sent. It took 410ms.'
  ],
  [
    'switched',
    '✅ Switched',
    '14 published APIs updated, and the definition read back is the desired one. The one probe passed. It took 15s.'
  ],
  [
    'submitted',
    '⏳ Submitted',
    'The modification was accepted. It was not followed to completion, so whether every API moved is not known. It took 1.0s.'
  ],
  ['failed', '❌ Failed', 'Nothing was changed. It took 410ms.'],
  [
    'partial',
    '⚠️ Partial',
    'The new definition was sent, and 2 of 14 APIs failed to move. It was not rolled back. It took 15s.'
  ],
  [
    'unknown',
    '❓ Unknown',
    'The modification was accepted, but its result could not be determined. It took 10m01s.'
  ],
  [
    'cancelled',
    '⏹️ Cancelled',
    'The step was stopped after the modification had been accepted. The gateway goes on updating the APIs. It took 3.0s.'
  ],
  [
    'rolled-back',
    '↩️ Rolled back',
    'The switch failed. Rolled back: the previous definition is restored and verified. It took 41s.'
  ],
  [
    'rollback-failed',
    '❌ Rollback failed',
    'The switch failed, and so did the rollback. Check what is live before anything else is switched. It took 15s.'
  ]
] as const)('%s begins with its result', (result, verdict, sentence) => {
  const [heading, , first] = summaryOf(outcomeOf(result)).split('\n')
  expect(heading).toBe(`## ${verdict}: \`orders\` in \`RELEASE\``)
  expect(first).toBe(sentence)
})

test.each([
  [undefined, ' as far as the service returns it.'],
  [true, '.'],
  [false, '.']
])('a rollback after which changed is %s does not say more than was verified', (changed, rest) => {
  expect(summaryOf({ ...outcomeOf('rolled-back'), changed })).toContain(
    `the previous definition is restored and verified${rest} It took`
  )
})

test.each([
  [{ accepted: undefined, changed: false }, 'stopped before anything was sent', false],
  [{ accepted: undefined, changed: undefined }, 'it may have arrived', true]
])('cancelled, with %j', (extra, sentence, rollbackStep) => {
  const text = summaryOf({ ...outcomeOf('cancelled'), progress: undefined, ...extra })
  expect(text).toContain(sentence)
  expect(text.includes('To roll back')).toBe(rollbackStep)
})

test('cancelled when the batch had completed; without the list of APIs none is known to have', () => {
  const outcome = { ...outcomeOf('cancelled'), progress: outcomeOf('switched').progress }
  const accepted = 'The step was stopped after the modification had been accepted.'
  expect(summaryOf(outcome)).toContain(`${accepted} The batch had completed. It took 3.0s.`)
  const plan = outcome.plan && { ...outcome.plan, published: undefined }
  expect(summaryOf({ ...outcome, plan })).toContain(`${accepted} The gateway goes on updating the APIs.`)
})

test('what moved before the rollback is not where things stand', () => {
  const titleOf = (text: string): string => /<summary>(\d+ APIs: .*)<\/summary>/.exec(text)?.[1] ?? ''
  expect(titleOf(summaryOf(outcomeOf('switched')))).toBe('14 APIs: 14 updated')
  expect(titleOf(summaryOf(outcomeOf('rolled-back')))).toMatch(/^14 APIs: .*, before the rollback$/)
})

test('the rollback step leads to the endpoint that was set', () => {
  const outcome = outcomeOf('switched')
  const { plan } = outcome
  const target = { ...outcome.target, endpoint: new URL('https://apigateway-vpc.cn-hangzhou.aliyuncs.com') }
  const text = summaryOf({ ...outcome, target, plan: plan && { ...plan, target } })
  expect(text).toContain('    region-id: cn-hangzhou\n    network: vpc\n    backend-id: ')
})

test('a plan that would send nothing has nothing to approve', () => {
  const text = summaryOf({ ...outcomeOf('unchanged'), result: 'planned' })
  expect(text).toContain('An apply would send **nothing**')
  expect(text).toContain('Live also holds `HttpTargetHostName`')
  expect(text).not.toContain('approved-plan')
})

test('a plan without the right to read says what is not known', () => {
  const plan = {
    ...planOf(),
    live: undefined,
    difference: undefined,
    fingerprint: undefined,
    published: undefined
  }
  const text = summaryOf({ ...outcomeOf('planned'), plan })
  expect(text).toContain('What it changes is not known')
  expect(text).toContain('an unknown number of published APIs')
  expect(text).toContain('there is no fingerprint to approve')
})

test('an approval of several targets has a line for each, also for one without changes', () => {
  const text = summaryOf(outcomeOf('planned', { targetName: 'a/TEST' }), {
    ...outcomeOf('unchanged', { targetName: 'b/TEST' }),
    result: 'planned'
  })
  expect(text).toMatch(/approved-plan: \|\n {2}a\/TEST fp1:\w{64}\n {2}b\/TEST fp1:\w{64}\n/)
  expect(text).toContain('An apply would send 1 modification and move 14 published APIs. Nothing was sent.')
})

test('a previous definition with a secret is not offered', () => {
  const text = summaryOf(outcomeOf('partial', { live: { ServiceAddress: 'http://u:hunter22@old' } }))
  expect(text).toContain('It is not shown here, because the live definition holds a secret.')
  expect(text).not.toContain('hunter22')
})

test('the same text before and after is told to be another value', () => {
  const text = summaryOf(
    outcomeOf('planned', { live: { Password: 'one-secret' }, desired: { Password: 'two-secret' } })
  )
  expect(text).toContain('| `Password` | `(secret)`<br>→ `(secret)` (another value) |')
})

test('bad inputs are listed', () => {
  const error = new InputError([
    { input: 'backend-id', message: 'is required' },
    { input: 'wait', message: 'is "maybe"; auto, true or false' }
  ])
  expect(renderSummary({ outcomes: [], error, context: CONTEXT })).toBe(`## ❌ Failed

Nothing was sent.

> [!CAUTION]
> The inputs have 2 problems:
>
> - \`backend-id\` is required
> - \`wait\` is "maybe"; auto, true or false
>
> Correct the inputs that the message names. Nothing was sent.
>
> Code \`InvalidInput\`. [Troubleshooting](${CONTEXT.helpPage}#invalidinput)
`)
})

test('a failure beside a switched target leaves the set half done', () => {
  const summary = (...results: Result[]): string =>
    renderSummary({ outcomes: results.map(result => outcomeOf(result)), context: CONTEXT })
  expect(summary('failed', 'switched')).toMatch(/^## ⚠️ Partial: 2 targets\n/)
  expect(summary('failed', 'not-started')).toMatch(/^## ❌ Failed: 2 targets\n/)
})

const withTexts = (texts: readonly string[]): Outcome => {
  const text = (index: number): string => `x${texts[index % texts.length] ?? ''}`
  const apis: PublishedApi[] = ['1', '2'].map((apiId, index) => ({
    apiId,
    name: text(index),
    group: text(0),
    method: text(1),
    path: text(2)
  }))
  const given: Given = {
    backendName: text(0),
    backendId: text(1),
    targetName: text(2),
    live: { [text(1)]: text(2), Gone: text(3) },
    desired: { [text(1)]: text(3) + '1' },
    apis,
    warnings: [{ text: text(3) }]
  }
  return {
    ...outcomeOf('partial', given),
    progress: progressOf(apis, rowsOf(apis, { '1': `Failed ${text(0)}` })),
    checks: [{ name: 'probe', subject: text(1), passed: false, attempts: 1, detail: text(2) }],
    error: new ActionError(foreignCode('Code'), text(3), { cure: text(0), requestId: text(1) })
  }
}

test('hostile text everywhere changes no element of the page', () => {
  const line = hostile.map(text => text.replace(/\n/g, ' '))
  const elementsIn = (html: string): string[] => tagsOf(html).filter(tag => tag !== 'span')
  const elements = (...outcomes: readonly Outcome[]): string[] => elementsIn(htmlOf(summaryOf(...outcomes)))
  const harmless = withTexts(['a'])
  const single = elements(harmless)
  const several = elements(harmless, harmless)
  check(
    fc.property(fc.array(line, { minLength: 4, maxLength: 4 }), texts => {
      const outcome = withTexts(texts)
      // what looks like a secret is not offered to roll back to
      fc.pre(outcome.plan !== undefined && 'json' in previousDefinition(outcome.plan))
      const summary = summaryOf(outcome)
      expect(elementsIn(htmlOf(summary))).toEqual(single)
      const html = htmlOf(summaryOf(outcome, outcome))
      expect(elementsIn(html)).toEqual(several)
      expect(textNodesOf(html).filter(node => LOOKED_FOR.test(node))).toEqual([])
      expect(summary).not.toMatch(/##\[|^::|\r/m)
    }),
    { numRuns: 100 }
  )
})

test('no secret is shown, whatever the end', () => {
  check(
    fc.property(
      fc.constantFrom(...RESULTS),
      fc.stringMatching(/^[A-Za-z0-9]{12,30}$/),
      fc.boolean(),
      (result, secret, inLive) => {
        const definition = {
          ServiceAddress: `https://user:${secret}@host/?Signature=${secret}`,
          DiscoveryConfig: { NacosConfig: { Password: secret, AccessKey: secret } },
          MockConfig: { MockHeaders: [{ HeaderName: 'Authorization', HeaderValue: secret }] }
        }
        const outcome = outcomeOf(result, {
          ...(inLive ? { live: definition } : { desired: definition }),
          warnings: [{ text: `seen at https://u:${secret}@host/` }]
        })
        const whole: Outcome = {
          ...outcome,
          error: new ActionError(foreignCode('Code'), `https://u:${secret}@host failed`, {
            cure: `ask https://u:${secret}@host`
          }),
          checks: [
            {
              name: 'probe',
              subject: `https://u:${secret}@host/`,
              passed: false,
              attempts: 1,
              detail: `https://u:${secret}@host/`
            }
          ]
        }
        expect(summaryOf(whole)).not.toContain(secret)
        expect(summaryOf(whole, whole)).not.toContain(secret)
      }
    ),
    { numRuns: 100 }
  )
})

const manyApis = (count: number, length: number): PublishedApi[] =>
  Array.from({ length: count }, (_, index) => ({
    apiId: `api-${index}`,
    name: `${index}-${'`|@'.repeat(length / 3)}`,
    group: `group ${index % 30} ${'名'.repeat(length)}`,
    method: 'GET',
    path: `/${index}`
  }))

test('APIs go first, failed ones last of them, then the timeline, then changes; never result, error and ids', () => {
  const apis = manyApis(2000, 300)
  const failures = Object.fromEntries(apis.slice(0, 300).map(({ apiId }) => [apiId, 'Failed: some reason']))
  const desired = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [`Key${index}`, 'v'.repeat(300)])
  )
  const outcome: Outcome = {
    ...outcomeOf('partial', { apis, desired }),
    progress: progressOf(apis, rowsOf(apis, failures))
  }
  const seen: string[] = []
  for (let limit = 1_000_000; limit >= 4_000; limit = Math.floor(limit * 0.8)) {
    const text = renderSummary({ outcomes: [outcome], context: CONTEXT }, limit)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit)
    expect(text).toContain('## ⚠️ Partial')
    expect(text).toContain('Code `BatchFailed`, request `A1B2C3D4')
    expect(text).toContain('operation `7f0c6e3f5d3b4bd8a7f3a52d1c9e8b10`')
    const cut = /\*Left out to fit: (.*?)\. /.exec(text)?.[1]?.replace(/\d[\d,]* /g, '') ?? ''
    if (cut !== seen.at(-1)) seen.push(cut)
  }
  expect(seen).toMatchInlineSnapshot(`
   [
     "APIs",
     "failed APIs, APIs",
     "changes, failed APIs, timeline, APIs",
     "changes, failed APIs, restore step, timeline, APIs",
   ]
  `)
})

test('a policy of the advice can be copied; one in an answer of the cloud is but text', () => {
  const policy = '{"Version":"1","Statement":[]}'
  const withError = (message: string, advice: Advice): string =>
    summaryOf({ ...outcomeOf('failed'), error: new ActionError(foreignCode('Code'), message, advice) })
  const copied = withError('denied', {
    policy: { intro: 'Add this:', document: policy, note: 'Or leave out x.' }
  })
  expect(copied).toMatch(/> Add this.+\n>\n> ```json\n[^`]+```\n>\n> Or leave out x\./)
  expect(withError(`denied: ${policy}`, { cure: `Ask: ${policy}` })).not.toContain('```json')
  // a mask took a quotation mark with it
  expect(withError('denied', { policy: { document: '{"Version":***}' } })).not.toContain('```json')
})

test('always within the limit, and never cut in the middle of an element', () => {
  check(
    fc.property(
      fc.array(fc.constantFrom(...RESULTS), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 300, max: 200_000 }),
      (results, count, limit) => {
        const apis = manyApis(count, 99)
        const outcomes = results.map(result => outcomeOf(result, { apis }))
        const text = renderSummary({ outcomes, context: CONTEXT }, limit)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit)
        expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length)
        expect((text.match(/^(> )?```/gm) ?? []).length % 2).toBe(0)
      }
    ),
    { numRuns: 40 }
  )
})
