import { expect, test } from '@jest/globals'
import { planLines, planTable, showDifference } from '../../../src/report/plan-lines.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { apisOf, backendWith, fakeCloud, targetOf } from '../../support/fake-cloud.ts'

const scrub = (text: string): string => text.replaceAll('tr0ub4dor', '***')

test('masks a secret that only the step knows before it cuts a long value', async () => {
  for (let length = 280; length < 300; length++) {
    const address = `http://old/${'x'.repeat(length - 11)}tr0ub4dor${'y'.repeat(50)}`
    const live = {
      ServiceAddress: address,
      HttpTargetHostName: `${'x'.repeat(length)}tr0ub4dor${'y'.repeat(50)}`
    }
    const cloud = fakeCloud({ backend: backendWith(live), apis: apisOf('a') })
    const plan = await planTarget(cloud, targetOf(), { needs: {}, clock: new FakeClock() })
    const planned = { plan, hasChanges: true }
    const texts = [
      ...planLines(planned, scrub).map(({ text }) => text),
      ...planTable([planned], scrub).map(({ text }) => text),
      showDifference(plan, scrub)
    ].join('\n')
    expect(texts).toContain('characters)')
    expect(texts).toContain('the definition omits it')
    expect(texts).not.toContain('tr0')
  }
})

const textsFor = async (
  live: Record<string, string | number>,
  inputs: { readonly hasChanges: boolean }
): Promise<string[]> => {
  const cloud = fakeCloud({ backend: backendWith(live), apis: apisOf('a') })
  const plan = await planTarget(cloud, targetOf(), { needs: {}, clock: new FakeClock() })
  return planLines({ plan, ...inputs }, scrub).map(({ text }) => text)
}

test('never says that there are no changes next to a key that is removed', async () => {
  const { definition } = targetOf()
  const live = { ...(definition as Record<string, string>), HttpTargetHostName: 'orders.example.com' }
  const sent = await textsFor(live, { hasChanges: true })
  expect(sent.slice(1, 4)).toEqual([
    'Changes',
    '  HttpTargetHostName (removed: the definition omits it)',
    '    - orders.example.com'
  ])
  expect(sent.join('\n')).not.toContain('none')
  const kept = await textsFor(live, { hasChanges: false })
  expect(kept.slice(1, 4)).toEqual([
    'Changes  none; the live definition has keys that the desired definition omits:',
    '  HttpTargetHostName: orders.example.com',
    '  To remove them, set skip-unchanged: false'
  ])
})
