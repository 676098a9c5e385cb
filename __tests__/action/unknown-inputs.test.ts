import { expect, test } from '@jest/globals'
import { liveOf, seedOf, withCloud } from '../support/cloud.ts'
import { annotationsOf, everythingOf, inputsFor, step } from '../support/step.ts'

test.each([
  ['rolback-on-failure', 'true', 'rollback-on-failure'],
  ['approve-plan', 'fp1:0123456789abcdef', 'approved-plan'],
  ['max_apis', '2', 'max-apis']
])('the misspelled guard %s: %s fails before any write, and the error suggests %s', (name, value, meant) =>
  withCloud(seedOf(), async cloud => {
    const before = liveOf(cloud)
    const result = await step(inputsFor(cloud, { [name]: value }))
    expect(result).toMatchObject({
      conclusion: 'failure',
      outputs: { result: 'failed', 'error-code': 'InvalidInput', changed: 'false' }
    })
    const [error, ...others] = annotationsOf(result, 'error')
    expect(others).toEqual([])
    expect(error).toContain(`${name}: is not an input of this action. Did you mean ${meant}?`)
    expect(cloud.requests).toEqual([])
    expect(liveOf(cloud)).toEqual(before)
    if (value.startsWith('fp1:')) expect(everythingOf(result)).not.toContain(value)
  })
)

test('INPUT_STAGE_NAME in the env of the job has no effect if stage-name is set', () =>
  withCloud(seedOf(), async cloud => {
    const env = { INPUT_STAGE_NAME: 'RELEASE; rm -rf /', INPUT_VERSION: '1.2.3' }
    const result = await step(inputsFor(cloud), { env })
    expect(result).toMatchObject({ conclusion: 'success', outputs: { result: 'switched' } })
    expect(annotationsOf(result, 'warning')).toEqual([])
    const notices = annotationsOf(result, 'notice').filter(text => text.includes('not inputs of this action'))
    expect(notices).toEqual([expect.stringContaining('stage_name (did you mean stage-name?), version')])
    expect(everythingOf(result)).not.toMatch(/rm -rf|1\.2\.3/)
  }))

test('INPUT_STAGE_NAME in the env of the job instead of stage-name is an error that names its likely source', () =>
  withCloud(seedOf(), async cloud => {
    const { 'stage-name': _, ...inputs } = inputsFor(cloud)
    const result = await step(inputs, { env: { INPUT_STAGE_NAME: 'RELEASE', INPUT_VERSION: '1.2.3' } })
    const [error] = annotationsOf(result, 'error')
    expect(error).toContain('stage-name: is required')
    expect(error).toContain('INPUT_STAGE_NAME in the env of the job, the workflow or the runner')
    // a name that is unlike any input is reported as well
    expect(annotationsOf(result, 'notice').join()).toContain('version')
  }))
