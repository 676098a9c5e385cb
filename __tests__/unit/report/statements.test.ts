import { beforeAll, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import type { Code } from '../../../src/errors/catalog.ts'
import { renderComment } from '../../../src/report/sinks/comment.ts'
import { renderMessage } from '../../../src/report/sinks/outputs.ts'
import { renderSummary } from '../../../src/report/sinks/summary.ts'
import type { Outcome, Result } from '../../../src/rollout/outcome.ts'
import { loadKinds } from '../../../src/targets/kinds.ts'
import { htmlOf, textOf } from './hostile.ts'
import { nativeOutcome, probe, routePlan, rungsOf, servicePlan, usersOf } from './native-outcomes.ts'
import { CONTEXT, outcomeOf } from './outcomes.ts'

// What a report can and cannot claim about a target with each result, for each kind of target. A result that occurs
// in several ways has a row for each.

beforeAll(() => loadKinds([{ kind: 'service' }, { kind: 'route' }]))

const KINDS: Readonly<Record<string, (result: Result, isInManifest: boolean) => Outcome>> = {
  backend: (result, isInManifest) => outcomeOf(result, isInManifest ? { targetName: 'orders/RELEASE' } : {}),
  service(result, isInManifest) {
    const plan = servicePlan(isInManifest ? { stageName: 'RELEASE' } : {})
    const isSent = ['switched', 'rolled-back', 'partial'].includes(result)
    return nativeOutcome(
      result,
      plan,
      isSent ? { progress: usersOf(plan), checks: [probe(result === 'switched')] } : {}
    )
  },
  route: (result, isInManifest) =>
    nativeOutcome(result, routePlan(isInManifest ? { stageName: 'RELEASE' } : {})),
  'route by weights'(result, isInManifest) {
    const rungs =
      result === 'switched'
        ? rungsOf('switched', 'switched', 'switched')
        : ['rolled-back', 'rollback-failed', 'cancelled'].includes(result)
          ? rungsOf('switched', 'partial', 'not-started')
          : undefined
    const checks = rungs?.flatMap(rung => rung.checks) ?? []
    const stage = isInManifest ? { stageName: 'RELEASE' } : {}
    return nativeOutcome(result, routePlan({ weights: [10, 50, 100], ...stage }), { rungs, checks })
  }
}

const ACCEPTED_ID = 'A1B2C3D4-1111-4222-8333-444455556666'
const ROLLBACK_ID = 'FFEEDDCC-1111-4222-8333-444455556666'

const NOT_SENT = {
  accepted: undefined,
  progress: undefined,
  rollback: undefined,
  checks: [],
  rungs: undefined
}
const stopped = (changed: false | undefined): Partial<Outcome> => ({
  ...NOT_SENT,
  changed,
  error: new ActionError('Cancelled', 'stopped by a signal')
})
const failedWith = (code: Code): Partial<Outcome> => ({ error: new ActionError(code, 'it failed') })

const SENT = [/was sent|were sent|accepted|saved|sent again/i, /Attempted/, /Request:/]
const SUCCESS = [/✅|Switched/, /updated, and/, /was deployed|is deployed/]
const ROLLBACK = [/Rolled back|restored/i, /Rollback request/]
const UNSENT = /Nothing was (?:sent|changed)|was not started|before anything was sent|cloud was not called/i

interface Row {
  readonly result: Result
  readonly when: string
  readonly facts?: Partial<Outcome>
  readonly says: readonly RegExp[]
  readonly neverSays: readonly RegExp[]
}

const ROWS: readonly Row[] = [
  {
    result: 'valid',
    when: 'always',
    says: [/The inputs are valid/],
    neverSays: [...SENT, ...ROLLBACK, /Switched/, /Duration: \d+h/]
  },
  {
    result: 'planned',
    when: 'with changes',
    says: [/An apply would/, /Nothing was sent/, /Live → Desired/, /approved-plan/],
    neverSays: [/was sent(?<!Nothing was sent)/, /Request:/, /Attempted/, /Before →/, ...SUCCESS, ...ROLLBACK]
  },
  {
    result: 'planned',
    when: 'without changes',
    facts: { hasChanges: false },
    says: [/No changes/, /Nothing was sent/],
    neverSays: [/An apply would/, /approved-plan/, /removed/, /Attempted/, /Request:/, ...ROLLBACK]
  },
  {
    result: 'drifted',
    when: 'always',
    says: [/differs? from the desired/, /Nothing was sent/, /Live → Desired/],
    neverSays: [/An apply would/, /approved-plan/, /Attempted/, /Request:/, ...SUCCESS, ...ROLLBACK]
  },
  {
    result: 'unchanged',
    when: 'always',
    says: [/already as desired/, /Nothing was sent/],
    neverSays: [/Attempted/, /Before →/, /Request:/, /removed/, ...ROLLBACK]
  },
  {
    result: 'switched',
    when: 'always',
    says: [/read back as desired/, /Before → After/, /Request:/, /How to roll back/],
    neverSays: [UNSENT, /Attempted/, /failed/i, /not known/, ...ROLLBACK]
  },
  {
    result: 'submitted',
    when: 'always',
    says: [/not followed|not verified/, /Before → Attempted/, /Request:/, /How to roll back/],
    neverSays: [UNSENT, /read back as desired/, /✅/, /failed/i, ...ROLLBACK]
  },
  {
    result: 'failed',
    when: 'before anything was sent',
    facts: { ...NOT_SENT, changed: false },
    says: [/Nothing was changed/, /Live → Desired/],
    neverSays: [/Attempted/, /Before →/, /Request:/, /To roll back/, ...SUCCESS, ...ROLLBACK]
  },
  {
    result: 'failed',
    when: 'saved, not deployed and restored',
    facts: {
      changed: false,
      accepted: { requestId: ACCEPTED_ID, operationId: '' },
      rollback: { requestId: ROLLBACK_ID, operationId: '' }
    },
    says: [/did not take effect/, /restored/, /Before → Attempted/, /Rollback request/],
    neverSays: [/Nothing was (?:sent|changed)/, /Live → Desired/, /To roll back/, ...SUCCESS]
  },
  {
    result: 'partial',
    when: 'always',
    says: [
      /was sent, but|were sent, but/,
      /not rolled back/,
      /Before → Attempted/,
      /Request:/,
      /To roll back/
    ],
    neverSays: [UNSENT, /✅/, /restored/, /Rollback request/]
  },
  {
    result: 'partial',
    when: 'overwritten by someone else during the bake time',
    facts: { ...failedWith('Conflict'), progress: undefined, checks: [] },
    says: [/someone else changed the live .* afterwards/, /not rolled back/, /Before → Attempted/],
    neverSays: [UNSENT, /✅/, /not read back/, /restored/, /Rollback request/]
  },
  {
    result: 'unknown',
    when: 'accepted',
    facts: { changed: undefined },
    says: [
      /did not complete in time|result could not be determined/,
      /changed is not known/,
      /Before → Attempted/,
      /Request:/
    ],
    neverSays: [UNSENT, ...SUCCESS, /Rolled back|restored/i]
  },
  {
    result: 'unknown',
    when: 'without a response',
    facts: { ...NOT_SENT, changed: undefined },
    says: [/may have been sent/, /changed is not known/, /Before → Attempted/, /To roll back/],
    neverSays: [UNSENT, /was accepted/, /no response was received/, /Request:/, ...SUCCESS, ...ROLLBACK]
  },
  {
    result: 'unknown',
    when: 'without a response, and read as live',
    facts: { ...NOT_SENT, changed: true, ...failedWith('Unfollowed') },
    says: [/The update arrived, but/, /Before → Attempted/, /To roll back/],
    neverSays: [UNSENT, /may have been sent/, /was accepted/, /Request:/, ...SUCCESS, ...ROLLBACK]
  },
  {
    result: 'unknown',
    when: 'overwritten by someone else',
    facts: { ...NOT_SENT, changed: true, ...failedWith('Conflict') },
    says: [/may have been sent/, /Before → Attempted/],
    neverSays: [UNSENT, /update arrived/, /was accepted/, /Request:/, ...SUCCESS, ...ROLLBACK]
  },
  {
    result: 'cancelled',
    when: 'before anything was sent',
    facts: stopped(false),
    says: [/before anything was sent/, /Live → Desired/],
    neverSays: [
      /accepted/,
      /Attempted/,
      /Before →/,
      /Request:/,
      /To roll back/,
      /not known/,
      ...SUCCESS,
      ...ROLLBACK
    ]
  },
  {
    result: 'cancelled',
    when: 'while it was sent',
    facts: stopped(undefined),
    says: [/may have arrived/, /changed is not known/, /Before → Attempted/, /To roll back/],
    neverSays: [UNSENT, /was accepted/, /Request:/, ...SUCCESS, ...ROLLBACK]
  },
  {
    result: 'rolled-back',
    when: 'after a failure',
    says: [/The switch failed/, /restored and verified/, /Before → Attempted/, /Rollback request/],
    neverSays: [UNSENT, /✅/, /To roll back/, /another target/, /not rolled back/]
  },
  {
    result: 'rolled-back',
    when: 'for another target',
    facts: failedWith('SetRolledBack'),
    says: [/because another target failed/, /restored and verified/],
    neverSays: [UNSENT, /✅/, /The switch failed/, /To roll back/]
  },
  {
    result: 'rolled-back',
    when: 'after a signal',
    facts: failedWith('Cancelled'),
    says: [/The step was stopped/, /restored and verified/],
    neverSays: [UNSENT, /✅/, /The switch failed/, /To roll back/]
  },
  {
    result: 'rollback-failed',
    when: 'always',
    facts: { changed: undefined, rollback: { requestId: ROLLBACK_ID, operationId: '' } },
    says: [/rollback failed/i, /changed is not known/, /Before → Attempted/, /To roll back/],
    neverSays: [UNSENT, /✅/, /restored and verified/]
  },
  {
    result: 'not-started',
    when: 'always',
    facts: { ...NOT_SENT, changed: false, error: undefined },
    says: [/was not started/, /Nothing was sent/, /Live → Desired/],
    neverSays: [/Attempted/, /Before →/, /Request:/, /accepted/, /To roll back/, ...SUCCESS, ...ROLLBACK]
  }
]

const CASES = Object.keys(KINDS).flatMap(kind => ROWS.map(row => [kind, row.result, row.when, row] as const))

test.each(CASES)('a %s that is %s (%s) claims what happened, and nothing else', (kind, result, _, row) => {
  const outcome = { ...KINDS[kind]?.(result, true), ...row.facts } as Outcome
  const pages = [
    renderSummary({ outcomes: [outcome], context: CONTEXT }),
    renderComment(
      { outcomes: [outcome], context: CONTEXT },
      { workflow: 'deploy', job: 'switch', subject: 'orders' }
    ).body
  ]
  for (const page of pages) {
    const text = textOf(htmlOf(page))
    for (const statement of row.says) expect(text).toMatch(statement)
    for (const statement of row.neverSays) expect(text).not.toMatch(statement)
  }
  const message = renderMessage({ outcomes: [outcome], context: CONTEXT })
  if (row.neverSays.some(statement => statement.source === 'Attempted')) {
    expect(message).not.toMatch(/attempted/)
  }
})

test.each(CASES)('a %s that is %s (%s) has one name and one ID on its page', (kind, result, _, row) => {
  for (const isInManifest of [true, false]) {
    const outcome = { ...KINDS[kind]?.(result, isInManifest), ...row.facts } as Outcome
    const page = renderSummary({ outcomes: [outcome], context: CONTEXT })
    const name =
      kind === 'backend'
        ? 'orders/RELEASE'
        : `${kind === 'service' ? (isInManifest ? 'orders-native' : 'orders-svc') : 'checkout'}${isInManifest ? '/RELEASE' : ''}`
    expect(page.split('\n')[0]).toContain(`: \`${name}\``)
    // the steps to paste need the ID
    const read = page.replaceAll(/^(?:> )?```[^]*?^(?:> )?```$/gm, '')
    const { target } = outcome
    const id =
      target.kind === 'backend'
        ? target.backendId
        : target.kind === 'service'
          ? target.serviceId
          : target.routeId
    expect(read.split(id)).toHaveLength(2)
  }
})

test.each(Object.keys(KINDS))('a row of a %s claims no change that was not made', kind => {
  const rowOf = (result: Result, facts: Partial<Outcome> = {}): string => {
    const outcome = { ...KINDS[kind]?.(result, true), ...facts } as Outcome
    const page = renderSummary({ outcomes: [outcome, outcome], context: CONTEXT })
    return /^\| 1\. .*$/m.exec(page)?.[0].split(' | ')[1] ?? ''
  }
  for (const result of ['failed', 'not-started', 'unchanged'] as const) {
    expect(rowOf(result, { ...NOT_SENT, changed: false })).toBe('none |')
  }
  expect(rowOf('cancelled', stopped(undefined))).toBe('not known |')
  expect(rowOf('rolled-back')).toBe('restored |')
  expect(rowOf('planned')).toMatch(/keys? changed|addresses|backend/)
})

test('a failed probe has the request ID of its write, not of the rollback', () => {
  const outcome = outcomeOf('rolled-back')
  const page = renderSummary({ outcomes: [outcome], context: CONTEXT })
  const alert = page.split('\n').filter(line => line.startsWith('>'))
  expect(alert.join('\n')).toContain(ACCEPTED_ID)
  expect(alert.join('\n')).not.toContain(ROLLBACK_ID)
})
