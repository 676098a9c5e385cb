import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { ActionError, InputError } from '../../../src/errors/action-error.ts'
import type { Advice } from '../../../src/errors/action-error.ts'
import { foreignCode } from '../../../src/errors/catalog.ts'
import type { AffectedApi } from '../../../src/model/backend.ts'
import { progressOf } from '../../../src/model/batch.ts'
import { previousDefinition } from '../../../src/rollout/next-steps.ts'
import { RESULTS } from '../../../src/rollout/outcome.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import { renderSummary } from '../../../src/report/sinks/summary.ts'
import { check } from '../../support/check-property.ts'
import { LOOKED_FOR, hostile, htmlOf, tagsOf, textNodesOf } from './hostile.ts'
import { CONTEXT, manyApis, outcomeOf, planOf, rowsOf } from './outcomes.ts'
import type { PlanOptions } from './outcomes.ts'

const summaryOf = (...outcomes: readonly Outcome[]): string => renderSummary({ outcomes, context: CONTEXT })

/** Whole summaries, in files. */
const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'golden', `${name}.txt`), 'utf8')

test('fits a plan on one screen', () => {
  expect(summaryOf(outcomeOf('planned'))).toBe(golden('planned'))
})

test('lists the failed APIs of a batch', () => {
  expect(summaryOf(outcomeOf('partial'))).toBe(golden('partial'))
})

test('summarizes several targets in a table and a part for each', () => {
  const apis = planOf().affected?.slice(0, 2) ?? []
  const named = (backendName: string): PlanOptions => ({
    backendName,
    targetName: `${backendName}/RELEASE`,
    apis
  })
  expect(
    summaryOf(
      outcomeOf('switched', named('orders')),
      outcomeOf('failed', named('search')),
      outcomeOf('unchanged', named('users'))
    )
  ).toBe(golden('several'))
})

test.each([
  [
    'planned',
    '📋 Planned',
    'An apply would change **2 keys**, remove **1 key** that the definition omits, and affect **14 published APIs**. Nothing was sent.'
  ],
  [
    'unchanged',
    '✅ Unchanged',
    'The live definition is already as desired. Nothing was sent. Duration: 410ms.'
  ],
  [
    'switched',
    '✅ Switched',
    '14 published APIs updated, and the live definition was read back as desired. The probe passed. Duration: 15s.'
  ],
  [
    'submitted',
    '⏳ Submitted',
    'The update was accepted. It was not followed to completion, so whether every API was updated is not known. Duration: 1.0s.'
  ],
  ['failed', '❌ Failed', 'Nothing was changed. Duration: 410ms.'],
  [
    'partial',
    '⚠️ Partial',
    'The new definition was sent, but 2 of 14 APIs failed to update. It was not rolled back. Duration: 15s.'
  ],
  [
    'unknown',
    '❓ Unknown',
    'The update was accepted, but did not complete in time. Whether the definition was changed is not known. Duration: 10m01s.'
  ],
  [
    'cancelled',
    '⏹️ Cancelled',
    'The step was stopped after the update had been accepted. The gateway continues to update the APIs. Whether the definition was changed is not known. Duration: 3.0s.'
  ],
  [
    'rolled-back',
    '↩️ Rolled back',
    'The switch failed. Rolled back: the previous definition is restored and verified. Duration: 41s.'
  ],
  [
    'rollback-failed',
    '❌ Rollback failed',
    'The rollback failed. Whether the definition was changed is not known. Duration: 15s.'
  ]
] as const)('%s: begins with the result in a sentence', (result, verdict, sentence) => {
  const [heading, , first] = summaryOf(outcomeOf(result)).split('\n')
  expect(heading).toBe(`## ${verdict}: \`orders/RELEASE\``)
  expect(first).toBe(sentence)
})

test.each([
  [undefined, ', as far as the service returns it.'],
  [true, '.'],
  [false, '.']
])('a rollback after which changed is %s does not say more than was verified', (changed, rest) => {
  expect(summaryOf({ ...outcomeOf('rolled-back'), changed })).toContain(
    `the previous definition is restored and verified${rest} Duration:`
  )
})

test.each([
  [{ accepted: undefined, changed: false }, 'stopped before anything was sent', false],
  [{ accepted: undefined, changed: undefined }, 'It may have arrived', true]
])('cancelled, with %j', (extra, sentence, rollbackStep) => {
  const text = summaryOf({ ...outcomeOf('cancelled'), progress: undefined, ...extra })
  expect(text).toContain(sentence)
  expect(text.includes('To roll back')).toBe(rollbackStep)
})

test('says that the batch had completed only if the list of APIs is known', () => {
  const outcome = { ...outcomeOf('cancelled'), progress: outcomeOf('switched').progress }
  const accepted = 'The step was stopped after the update had been accepted.'
  expect(summaryOf(outcome)).toContain(
    `${accepted} The batch had completed. Whether the definition was changed is not known. Duration: 3.0s.`
  )
  const plan = outcome.plan && { ...outcome.plan, affected: undefined }
  expect(summaryOf({ ...outcome, plan })).toContain(`${accepted} The gateway continues to update the APIs.`)
})

test('says that the APIs were updated before the rollback', () => {
  const titleOf = (text: string): string => /<summary>(\d+ APIs: .*)<\/summary>/.exec(text)?.[1] ?? ''
  expect(titleOf(summaryOf(outcomeOf('switched')))).toBe('14 APIs: 14 updated')
  expect(titleOf(summaryOf(outcomeOf('rolled-back')))).toMatch(/^14 APIs: .*, before the rollback$/)
  const failed = outcomeOf('rollback-failed')
  const rollback = { requestId: 'R', operationId: 'O' }
  expect(titleOf(summaryOf({ ...failed, rollback }))).toMatch(/, before the rollback$/)
  // one that was refused updated nothing
  expect(titleOf(summaryOf({ ...failed, rollback: undefined }))).not.toMatch(/rollback/)
})

test('a failed check is described once, in the error; the list names it', () => {
  const text = summaryOf(outcomeOf('rolled-back'))
  const [box = ''] = text.split('\n\n').filter(block => block.startsWith('> [!CAUTION]'))
  for (const part of ['HTTP 503', '12 attempts', 'Likely cause']) {
    expect(box).toContain(part)
    expect(text.split(part)).toHaveLength(2)
  }
  expect(text).toContain('- ✗ Probe failed: `https://orders.example.com/health`\n')
  expect(text).toContain('- ✓ Probe passed: `https://orders.example.com/version`<br>`HTTP 200`, 3 attempts\n')
})

test('a check that a signal stopped has no cause', () => {
  const check = { name: 'probe', subject: 'http://127.0.0.1:1/', passed: false, attempts: 1 } as const
  const checks = [{ ...check, detail: 'stopped', likelyCause: '127.0.0.1 is the runner itself' }]
  expect(summaryOf({ ...outcomeOf('partial'), error: undefined, checks })).toContain('Likely cause')
  const stopped = summaryOf({ ...outcomeOf('cancelled'), checks })
  expect(stopped).toContain('– Probe stopped')
  expect(stopped).not.toContain('Likely cause')
})

test('the step that rolls back has the endpoint that was set', () => {
  const outcome = outcomeOf('switched')
  const { plan } = outcome
  const target = { ...outcome.target, endpoint: new URL('https://apigateway-vpc.cn-hangzhou.aliyuncs.com') }
  const text = summaryOf({ ...outcome, target, plan: plan && { ...plan, target } })
  expect(text).toContain('    region-id: cn-hangzhou\n    network: vpc\n    backend-id: ')
})

test('a plan that would send nothing has nothing to approve', () => {
  const text = summaryOf({ ...outcomeOf('unchanged'), result: 'planned' })
  expect(text).toContain('**No changes**: the live definition is already as desired. Nothing was sent.')
  expect(text).toContain('The definition omits `HttpTargetHostName`, which the live definition has.')
  expect(text).not.toContain('approved-plan')
})

test('a plan without permission to read says what is not known', () => {
  const plan = {
    ...planOf(),
    live: undefined,
    difference: undefined,
    fingerprint: undefined,
    affected: undefined
  }
  const text = summaryOf({ ...outcomeOf('planned'), plan })
  expect(text).toContain('What it would change is not known')
  expect(text).toContain('an unknown number of published APIs')
  expect(text).toContain('cannot be approved by its fingerprint')
})

test('the approval of several targets has a line for each, even for one without changes', () => {
  const text = summaryOf(outcomeOf('planned', { targetName: 'a/TEST' }), {
    ...outcomeOf('unchanged', { targetName: 'b/TEST' }),
    result: 'planned'
  })
  expect(text).toMatch(/approved-plan: \|\n {2}a\/TEST fp1:\w{64}\n {2}b\/TEST fp1:\w{64}\n/)
  expect(text).toContain(
    'An apply would update 1 of 2 targets and affect 14 published APIs. Nothing was sent.'
  )
})

test('does not offer a previous definition that holds a secret', () => {
  const text = summaryOf(outcomeOf('partial', { live: { ServiceAddress: 'http://u:hunter22@old' } }))
  expect(text).toContain('It is not shown here because the live definition contains a secret.')
  expect(text).not.toContain('hunter22')
})

test('marks two values that read the same as different', () => {
  const text = summaryOf(
    outcomeOf('planned', { live: { Password: 'one-secret' }, desired: { Password: 'two-secret' } })
  )
  expect(text).toContain('| **`Password`**<br>`(secret)` → `(secret)` (another value) |')
})

test('lists invalid inputs', () => {
  const error = new InputError([
    { input: 'backend-id', message: 'is required' },
    { input: 'wait', message: 'invalid value "maybe": must be auto, true or false' }
  ])
  expect(renderSummary({ outcomes: [], error, context: CONTEXT })).toBe(`## ❌ Failed

Nothing was sent.

> [!CAUTION]
> The inputs have 2 problems:
>
> - \`backend-id\`: is required
> - \`wait\`: invalid value "maybe": must be auto, true or false
>
> Correct the inputs that the message names. Nothing was sent.
>
> Code \`InvalidInput\`. [Troubleshooting](${CONTEXT.helpPage}#invalidinput)
`)
})

test('shows the YAML that an invalid input requires as a block to copy', () => {
  const error = new InputError([
    {
      input: 'role-to-assume',
      message:
        'requires a token. Add to the job:\n    permissions:\n      id-token: write\n  Others are *removed*.'
    },
    { input: 'wait', message: 'is empty' }
  ])
  const page = renderSummary({ outcomes: [], error, context: CONTEXT })
  expect(page).toContain(`> - \`role-to-assume\`: requires a token. Add to the job:
>
>   \`\`\`yaml
>   permissions:
>     id-token: write
>   \`\`\`
>
>   Others are &#42;removed&#42;.
> - \`wait\`: is empty
`)
  expect(htmlOf(page)).toMatch(
    /<li>[^]*<pre><code class="language-yaml">permissions:\n {2}id-token: write\n<\/code><\/pre>[^]*<\/li>\n<li>/
  )
})

test('is partial if one target failed and another one was switched', () => {
  const summary = (...results: Result[]): string =>
    renderSummary({ outcomes: results.map(result => outcomeOf(result)), context: CONTEXT })
  expect(summary('failed', 'switched')).toMatch(/^## ⚠️ Partial: 2 targets\n/)
  expect(summary('failed', 'not-started')).toMatch(/^## ❌ Failed: 1 of 2 targets\n/)
})

const withTexts = (texts: readonly string[]): Outcome => {
  const text = (index: number): string => `x${texts[index % texts.length] ?? ''}`
  // two short values share a line
  const long = (index: number): string => `${'x'.repeat(40)}${text(index)}`
  const apis: AffectedApi[] = ['1', '2'].map((apiId, index) => ({
    apiId,
    name: text(index),
    group: text(0),
    method: text(1),
    path: text(2)
  }))
  const options: PlanOptions = {
    backendName: text(0),
    // none of them is part of another
    backendId: `id-${text(1)}`,
    targetName: `target-${text(2)}`,
    live: { [text(1)]: long(2), Gone: long(3) },
    desired: { [text(1)]: `${long(3)}1` },
    apis,
    warnings: [{ text: text(3) }]
  }
  return {
    ...outcomeOf('partial', options),
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
      // a value that looks like a secret is not offered for a rollback
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

test('shows no secret, whatever the result', () => {
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

test('leaves out APIs first, then failed APIs, the timeline and changes, but never result, error and IDs', () => {
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
    expect(text).toContain('Operation: `7f0c6e3f5d3b4bd8a7f3a52d1c9e8b10`')
    const cut = /\*Left out to fit: (.*?)\. /.exec(text)?.[1]?.replace(/\d[\d,]* /g, '') ?? ''
    if (cut !== seen.at(-1)) seen.push(cut)
  }
  expect(seen).toMatchInlineSnapshot(`
   [
     "APIs",
     "failed APIs, APIs",
     "changes, failed APIs, timeline, APIs",
     "changes, failed APIs, rollback step, timeline, APIs",
   ]
  `)
})

test('makes a code block of a policy in the advice, but not of one in a response', () => {
  const policy = '{"Version":"1","Statement":[]}'
  const withError = (message: string, advice: Advice): string =>
    summaryOf({ ...outcomeOf('failed'), error: new ActionError(foreignCode('Code'), message, advice) })
  const copied = withError('denied', {
    policy: { intro: 'Add this:', document: policy, note: 'Or leave out x.' }
  })
  expect(copied).toMatch(/> Add this.+\n>\n> ```json\n[^`]+```\n>\n> Or leave out x\./)
  expect(withError(`denied: ${policy}`, { cure: `Ask: ${policy}` })).not.toContain('```json')
  // not JSON once it is masked
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
