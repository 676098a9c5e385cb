import { expect, test } from '@jest/globals'
import { expiryWarning, longestWaitMs } from '../../../src/run/apply-targets.ts'

type Limits = Parameters<typeof longestWaitMs>[1]

const MINUTE = 60_000
const LIMITS: Limits = {
  bakeTimeMs: 0,
  maxParallel: 4,
  onFailure: 'stop',
  probe: { headers: {}, status: [], contains: '', timeoutMs: MINUTE },
  rollbackOnFailure: false,
  wait: 'auto',
  waitTimeoutMs: 10 * MINUTE
}
const one = { lane: 'a', isPreflighted: false, isProbed: false }
const several = (count: number) => Array.from({ length: count }, (_, index) => ({ ...one, lane: `${index}` }))

test.each([
  ['nothing to send', [], {}, 0],
  ['one target', [one], {}, 10],
  ['with a rollback', [one], { rollbackOnFailure: true }, 20],
  ['with probes', [{ ...one, isProbed: true }], {}, 11],
  ['with a bake', [{ ...one, isProbed: true }], { bakeTimeMs: 30 * MINUTE }, 41],
  ['with a preflight', [{ ...one, isPreflighted: true }], {}, 11],
  ['not followed', [{ ...one, isPreflighted: true }], { wait: 'never' as const }, 1],
  ['the first alone, then four at a time', several(6), {}, 30],
  ['one at a time', several(3), { maxParallel: 1 }, 30],
  ['one lane', [one, one, one], {}, 30],
  ['a set is rolled back sequentially', several(6), { rollbackOnFailure: true }, 90],
  [
    'a ladder: every step, and the rollback',
    [{ ...one, isPreflighted: true, weights: [10, 50, 100] }],
    {},
    43
  ],
  [
    'a ladder that is probed through the gateway 44, 7 and 3 times',
    [{ ...one, isProbed: true, weights: [10, 50, 100] }],
    {},
    30 + 10 + (44 + 7 + 3) / 3
  ],
  [
    'each target is rolled back separately',
    several(6),
    { rollbackOnFailure: true, onFailure: 'continue' as const },
    60
  ]
])('%s', (_, sending, limits, minutes) => {
  expect(longestWaitMs(sending, { ...LIMITS, ...limits })).toBe(minutes * MINUTE)
})

test('above fifteen minutes, warns about expiring keys and how to renew them', () => {
  expect(expiryWarning([one], { ...LIMITS, waitTimeoutMs: 15 * MINUTE })).toBeUndefined()
  expect(expiryWarning([one], { ...LIMITS, waitTimeoutMs: 15 * MINUTE + 1_000 })).toMatch(
    /^security-token: .* before the switch has been verified: the step may wait up to 15m01s .* role-to-assume/
  )
  expect(expiryWarning([one], { ...LIMITS, rollbackOnFailure: true })).toMatch(
    /before a rollback can be sent: the step may wait up to 20m00s \(wait-timeout, again for each rollback/
  )
})
