import { beforeAll, expect, test } from '@jest/globals'
import type { NativeQuestionId } from '../../conformance/native/questions.ts'
import type { Run } from '../../conformance/run.ts'
import { NATIVE_DOUBT_NAMES } from '../../emulator/seed/read-doubts.ts'
import { nativeSeedWith, runNativeAgainst, withNativeTarget } from './native-support.ts'

/** Deployments take time: without it, some answers would be equal. */
const SLOW = 'batch: { deploy-ms: 5000 }'

/** A switch of the seed, and the part of an answer that the kit detects only with it. */
const DETECTED: readonly (readonly [doubts: string, question: NativeQuestionId, answer: string])[] = [
  ['route-save: live', 'native-route-save', '; after a save: Deployed;'],
  ['route-put: merge', 'native-route-put', 'description: kept'],
  ['route-put: merge', 'native-route-put', 'match: kept; backendConfig: kept'],
  ['service-put: replace', 'native-service-put', 'healthyPanicThreshold it keeps nothing'],
  [
    'deploy-status-lag: 2',
    'native-deploy-status-lag',
    'after a save: Deployed in 2 reads, DeployedWithChanges'
  ],
  [
    'deploy-status-lag: 2',
    'native-deploy-status-lag',
    'deploy another: DeployedWithChanges at the first read'
  ],
  ['deploy-touches-timestamp: true', 'native-deploy-timestamp', 'yes'],
  ['deploy-failure: always', 'native-deploy-failure', 'deploy: DeployFailed'],
  ['deploy-failure: once', 'native-deploy-failure', 'deploy: DeployFailed'],
  ['equal-draft: Deployed', 'native-equal-draft', '; Deployed;'],
  ['deploy-statuses: [Queued, Deployed]', 'native-deploy-status', 'Queued in '],
  ['lock-failures: 1', 'native-lock', '409 at set healthCheckConfig'],
  ["lock-failures: 1, lock-failed-status: '200'", 'native-lock', '200 at set healthCheckConfig'],
  ['gateway-lock: true', 'native-lock', 'a write during a deployment: locked'],
  ["not-found-status: '200'", 'native-not-found', 'GetHttpApi: 200 DatabaseError.RecordNotFound'],
  ['messages: chinese', 'native-messages', 'GetService: Chinese'],
  ['single-scene: Single', 'native-single-service', 'Single, the weight 100'],
  ['single-weight: absent', 'native-single-service', 'without a weight'],
  ['service-order: reversed', 'native-service-order', 'changed'],
  ['builtin-type: boolean', 'native-builtin', 'boolean false'],
  ['environment-id: refuse', 'native-environment-id', '400 InvalidParameter'],
  ['denial-form: lower', 'native-denial', ': code, message, requestId'],
  ['weight-sum: take', 'native-weights', 'they sum to 90: accepted'],
  ['service-visible-after-ms: 1500', 'native-service-visible', 'yes, at read 3']
]

/** Switches that only affect requests through the gateway. */
const THROUGH_THE_GATEWAY = ['failed-deploy-serves', 'service-live-after-ms']

const responsesOf = (doubts: string) =>
  withNativeTarget(
    nativeSeedWith({ key: ', deny: [ListDomains]', more: `${SLOW}\ndoubts: { ${doubts} }` }),
    async target => (await runNativeAgainst(target)).answers
  )

let answersWithout: Run<NativeQuestionId>['answers']
beforeAll(async () => {
  answersWithout = await responsesOf('')
})

const parts = (answer: string) => `; ${answer};`

test.each(DETECTED)('the kit detects a service with %s', async (doubts, question, answer) => {
  const answers = await responsesOf(doubts)
  expect(parts(answers[question])).toContain(answer)
  expect(parts(answersWithout[question])).not.toContain(answer)
})

test('the kit detects every switch that does not require requests through the gateway', () => {
  const tested = DETECTED.map(([doubts]) => doubts)
  const untested = NATIVE_DOUBT_NAMES.filter(name => !tested.some(doubts => doubts.includes(`${name}:`)))
  expect(untested.toSorted()).toEqual(THROUGH_THE_GATEWAY.toSorted())
})
