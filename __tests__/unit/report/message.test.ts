import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import { ActionError, InputError } from '../../../src/errors/action-error.ts'
import { foreignCode } from '../../../src/errors/catalog.ts'
import type { Change } from '../../../src/model/diff.ts'
import { renderMessage } from '../../../src/report/sinks/outputs.ts'
import { RESULTS } from '../../../src/rollout/outcome.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import { hostile } from './hostile.ts'
import { CONTEXT, outcomeOf } from './outcomes.ts'

const messageOf = (...outcomes: readonly Outcome[]): string => renderMessage({ outcomes, context: CONTEXT })
const SWITCH =
  'ServiceAddress from http://orders-v1.internal:8080 to http://orders-v2.internal:8080; ServiceTimeout from 10000 to 5000; 1 more key'
const DRIFT =
  'ServiceAddress is http://orders-v1.internal:8080, desired http://orders-v2.internal:8080; ServiceTimeout is 10000, desired 5000; 1 more key'
const RUN = 'Run: https://github.com/acme/shop/actions/runs/17'
const ORDERS = 'orders/RELEASE (backend 20bcdc9453524b78a8beb1f6de21edb7)'

test.each<[Result, string[]]>([
  ['valid', [`Valid: ${ORDERS}`, 'The inputs are valid; the cloud was not called']],
  ['planned', [`Planned: ${ORDERS}`, `Would change: ${SWITCH}`, 'APIs affected: 14']],
  ['drifted', [`Drifted: ${ORDERS}`, `The live definition differs: ${DRIFT}`, 'Error: Drifted']],
  ['unchanged', [`Unchanged: ${ORDERS}`, 'The live definition is already as desired']],
  ['switched', [`Switched: ${ORDERS}`, `Changed: ${SWITCH}`, 'APIs: 14 of 14 updated']],
  ['submitted', [`Submitted: ${ORDERS}`, `Changed: ${SWITCH}`]],
  ['failed', [`Failed: ${ORDERS}`, 'Not changed', 'Error: NoPermission']],
  [
    'partial',
    [`Partial: ${ORDERS}`, `Changed: ${SWITCH}`, 'APIs: 12 of 14 updated, 2 failed', 'Error: BatchFailed']
  ],
  [
    'unknown',
    [
      `Unknown: ${ORDERS}`,
      `Not known whether it was changed; attempted: ${SWITCH}`,
      'APIs: 9 of 14 updated',
      'Error: WaitTimeout'
    ]
  ],
  ['rolled-back', [`Rolled back: ${ORDERS}`, `Restored; attempted: ${SWITCH}`, 'Error: ProbeFailed']]
])('%s', (result, lines) => {
  expect(messageOf(outcomeOf(result))).toBe([...lines, RUN].join('\n'))
})

test.each(['订单服务/RELEASE', 'orders (new)/RELEASE'])(
  'the key of a target stands for a name that a chat could misread: %s',
  name => {
    const outcome = outcomeOf('switched')
    const key = '20bcdc9453524b78a8beb1f6de21edb7/RELEASE'
    const named = { ...outcome, target: { ...outcome.target, key, name } }
    expect(messageOf(named).split('\n')[0]).toBe(`Switched: ${key}`)
    expect(messageOf(named, outcomeOf('failed'))).toContain(`${key}: `)
  }
)

test('drift says what differs, even if it is only omitted keys', () => {
  const outcome = outcomeOf('drifted')
  expect(messageOf(outcome)).toContain(
    `Drifted: ${ORDERS}\nThe live definition differs: ${DRIFT}\nError: Drifted`
  )
  const plan = outcome.plan === undefined ? undefined : { ...outcome.plan }
  const omitted = [{ path: 'HttpTargetHostName', before: 'a', after: undefined, secret: false }]
  const only = {
    ...outcome,
    hasChanges: false,
    plan: plan && { ...plan, difference: { changes: [], omitted } }
  }
  expect(messageOf(only)).toContain('The live definition differs: HttpTargetHostName is a, not desired')
  const changes = [
    { path: 'ServiceTimeout', before: null, after: '5000', secret: false },
    { path: 'ServiceAddress', before: 'a `b`', after: 'http://a', secret: false }
  ]
  expect(messageOf({ ...only, plan: plan && { ...plan, difference: { changes, omitted: [] } } })).toContain(
    'The live definition differs: ServiceTimeout is absent, desired 5000; ServiceAddress differs'
  )
})

test('a plan says that it would send an equal definition again', () => {
  const outcome = outcomeOf('planned')
  const plan = outcome.plan && { ...outcome.plan, difference: { changes: [], omitted: [] } }
  expect(messageOf({ ...outcome, hasChanges: true, plan })).toContain(
    '\nWould send the definition again; no key differs\n'
  )
})

test('counts the results of several targets, the worst first', () => {
  const named = (name: string) => ({ targetName: `${name}/RELEASE` })
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const outcomes = names.map((name, index) => outcomeOf(index === 3 ? 'partial' : 'switched', named(name)))
  expect(messageOf(...outcomes)).toBe(
    `Partial: 7 targets (1 partial, 6 switched)
Targets: d/RELEASE, a/RELEASE, b/RELEASE, c/RELEASE, e/RELEASE and 2 more
d/RELEASE: Changed: ${SWITCH} (BatchFailed)
a/RELEASE: Changed: ${SWITCH}
Error: BatchFailed
${RUN}`
  )
})

test('does not count targets that all have the result of the step', () => {
  const outcomes = ['a', 'b', 'c'].map(name => outcomeOf('switched', { targetName: `${name}/RELEASE` }))
  expect(messageOf(...outcomes)).toMatch(/^Switched: 3 targets\nTargets: /)
})

test('describes targets that failed, not those that were not started', () => {
  const named = (name: string) => ({ targetName: `${name}/RELEASE` })
  const message = messageOf(
    { ...outcomeOf('not-started', named('a')), hasChanges: true },
    outcomeOf('failed', named('b'))
  )
  expect(message).toContain('Targets: b/RELEASE, a/RELEASE')
  expect(message).toContain('b/RELEASE: Not changed (NoPermission)')
  expect(message).not.toContain('a/RELEASE:')
})

test('a plan of several targets reports that there are no changes', () => {
  const planned = { ...outcomeOf('planned'), hasChanges: false }
  expect(messageOf(planned, planned)).toContain('\nNo changes\n')
})

test('names invalid inputs without their values', () => {
  const problems = ['stage-name', 'wait', 'wait', '@here `x`'].map(input => ({
    input,
    message: 'is "tr0ub4dor"'
  }))
  const message = renderMessage({
    outcomes: [],
    result: 'failed',
    error: new InputError(problems),
    context: CONTEXT
  })
  expect(message).toBe(
    `Failed: no target was changed\nError: InvalidInput (stage-name, wait, another input)\n${RUN}`
  )
})

test('needs neither a target nor a run', () => {
  const context = { ...CONTEXT, runUrl: undefined }
  expect(renderMessage({ outcomes: [], result: 'unchanged', context })).toBe(
    'Unchanged: no target in this shard\nNo target was changed'
  )
  const error = new ActionError('InternalError', 'a bug in this action: x is undefined')
  expect(renderMessage({ outcomes: [], result: 'unknown', error, context })).toBe(
    'Unknown: the step ended before its results were known\nError: InternalError'
  )
})

test('an export counts what is in the manifest, and names its variables', () => {
  const exported = {
    path: '/tmp/manifest.yml',
    text: '',
    backends: 3,
    stages: 5,
    variables: ['ORDERS_PASSWORD', 'USERS_TOKEN'],
    remarks: ['orders was left out'],
    accountId: undefined
  }
  expect(renderMessage({ outcomes: [], result: 'exported', exported, context: CONTEXT })).toBe(
    `Exported: 3 backends with 5 stages\nRequired variables: ORDERS_PASSWORD, USERS_TOKEN\n${RUN}`
  )
  const without = { ...exported, backends: 1, stages: 1, variables: [] }
  expect(renderMessage({ outcomes: [], result: 'exported', exported: without, context: CONTEXT })).toBe(
    `Exported: 1 backend with 1 stage\nNo variables are required\n${RUN}`
  )
})

/** An outcome with only these changes. */
function changing(...changes: readonly Partial<Change>[]): Outcome {
  const outcome = outcomeOf('switched')
  const { plan } = outcome
  if (plan === undefined) throw new Error('no plan')
  const whole = changes.map(change => ({ path: 'Key', before: 'a', after: 'b', secret: false, ...change }))
  return { ...outcome, plan: { ...plan, difference: { changes: whole, omitted: [] } } }
}

test.each<[string, Partial<Change>, string]>([
  ['numbers and booleans', { before: 1, after: true }, 'Key from 1 to true'],
  ['a key that is new', { before: undefined, after: 'b' }, 'Key added as b'],
  ['a key that is removed', { after: undefined }, 'Key removed'],
  ['a secret', { secret: true }, 'Key changed'],
  ['a masked value', { before: 'http://***:8080' }, 'Key changed'],
  ['a password in a URL', { before: 'http://u:tr0ub4dor1@host/' }, 'Key changed'],
  ['free text', { before: 'hello world' }, 'Key changed'],
  ['a mapping', { before: { a: 1 } }, 'Key changed'],
  ['what a shell interprets', { after: 'http://$HOST' }, 'Key changed'],
  ['what a log interprets', { after: '##[error]x' }, 'Key changed'],
  ['two lines', { after: 'a\nb' }, 'Key changed'],
  ['a very long value', { after: 'x'.repeat(500) }, 'Key changed'],
  ['a key that is not a name', { path: '<@U012>' }, '1 key']
])('what changes: %s', (_, change, text) => {
  expect(messageOf(changing(change)).split('\n')[1]).toBe(`Changed: ${text}`)
})

test('is two to six lines without anything that a shell or a chat interprets, whatever cloud and author write', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...RESULTS), hostile, hostile), { maxLength: 12 }),
      ends => {
        const outcomes = ends.map(([result, name, value]): Outcome => {
          const outcome = outcomeOf(result, { targetName: name, backendName: name })
          const { plan, error } = outcome
          const change = { path: name || 'x', before: value, after: name, secret: false }
          return {
            ...outcome,
            plan: plan && { ...plan, difference: { changes: [change], omitted: [change] } },
            error: error && new ActionError(foreignCode(value), value)
          }
        })
        const message = messageOf(...outcomes)
        const lines = message.split('\n')
        expect(lines.length).toBeGreaterThanOrEqual(2)
        expect(lines.length).toBeLessThanOrEqual(6)
        expect(message).toMatch(/^[\w .:/?=%+,~[\]();\n-]*$/)
        expect(message).not.toMatch(/^::|^##\[/m)
      }
    ),
    { numRuns: 200 }
  )
})
