import { expect, test } from '@jest/globals'
import { planLines, planTable, showDifference } from '../../../src/report/plan-lines.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { apisOf, backendWith, fakeCloud, targetOf } from '../../support/fake-cloud.ts'

const scrub = (text: string): string => text.replaceAll('tr0ub4dor', '***')

test('a secret that only the step knows is taken out before a long value is cut', async () => {
  for (let length = 280; length < 300; length++) {
    const address = `http://old/${'x'.repeat(length - 11)}tr0ub4dor${'y'.repeat(50)}`
    const live = {
      ServiceAddress: address,
      HttpTargetHostName: `${'x'.repeat(length)}tr0ub4dor${'y'.repeat(50)}`
    }
    const cloud = fakeCloud({ backend: backendWith(live), apis: apisOf('a') })
    const plan = await planTarget(cloud, targetOf(), { needs: {}, clock: new FakeClock() })
    const texts = [
      ...planLines(plan, scrub),
      ...planTable([{ plan, hasChanges: true }], scrub),
      showDifference(plan, scrub)
    ].join('\n')
    expect(texts).toContain('characters)')
    expect(texts).toContain('removed by omission')
    expect(texts).not.toContain('tr0')
  }
})
