import { expect, test } from '@jest/globals'
import { startTestServer, throughTo } from '../../conformance/target.ts'
import { namesIn, nativeSeedWith, runNativeAgainst, UNTOUCHED, withNativeTarget } from './native-support.ts'

/** Runs the script with requests through the gateway, to two servers that respond with these texts. */
async function responsesOf(doubts: string, texts: readonly [string, string] = ['one', 'other']) {
  const servers = await Promise.all(texts.map(startTestServer))
  try {
    const more = `batch: { deploy-ms: 3000 }\ndoubts: { ${doubts} }`
    return await withNativeTarget(nativeSeedWith({ more }), async target => {
      const run = await runNativeAgainst(target, { through: throughTo(target, servers) })
      expect(run).toMatchObject({ endedEarly: undefined, leftovers: [] })
      expect(namesIn(target)).toEqual(UNTOUCHED)
      return run.answers
    })
  } finally {
    await Promise.all(servers.map(({ close }) => close()))
  }
}

test('answers the questions that require requests through the gateway', async () => {
  expect(await responsesOf('')).toMatchObject({
    'native-service-live': 'within 500 ms',
    'native-route-save': 'after a save: DeployedWithChanges; requests do not move',
    'native-path-priority':
      'an exact path before a prefix: yes; a longer prefix before a shorter one: yes; a prefix ends anywhere: yes (200)',
    'native-data-plane-errors': 'no route: 404, server istio-envoy, no body'
  })
})

test.each([
  ['service-live-after-ms: 3000', 'native-service-live', 'within 3500 ms'],
  ['route-save: live', 'native-route-save', 'after a save: Deployed; requests move immediately']
] as const)('detects a service with %s', async (doubts, question, answer) => {
  const answers = await responsesOf(doubts)
  expect(answers[question]).toBe(answer)
})

test('reports two addresses that respond identically', async () => {
  const answers = await responsesOf('', ['same', 'same'])
  expect(answers['native-service-live']).toMatch(/^not observed: 200, server .*, then 200/)
})

test('sends no requests through the gateway without --through', () =>
  withNativeTarget(nativeSeedWith(), async target => {
    const { answers } = await runNativeAgainst(target)
    expect(answers['native-service-live']).toBe('not tested: requires --through and --answering')
    expect(answers['native-route-save']).toBe('after a save: DeployedWithChanges')
  }))
