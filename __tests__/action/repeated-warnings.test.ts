import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { StepOptions, StepResult } from '../../step-runner/step.ts'
import { seedOf, withCloud } from '../support/cloud.ts'
import { withTemp } from '../support/left-behind.ts'
import { annotationsOf, connectionTo, inputsFor, step } from '../support/step.ts'

const NAMES = Array.from({ length: 12 }, (_, index) => `service-${index + 1}`)

/** Twelve backends without the permission to list their published APIs. */
const SEED = `
accounts: [{ id: '1234567890123456', keys: [{ id: test-access-key-id, secret: test-access-key-secret, allow: [ModifyBackendModel, DescribeBackendInfo] }] }]
backends:
${NAMES.map(name => `  - { id: ${name}-id, name: ${name}, type: HTTP, stages: { TEST: { ServiceAddress: 'http://10.0.0.1' } } }`).join('\n')}
batch: { ms-per-api: 0 }
`
const MANIFEST = `version: 1
backends:
${NAMES.map(name => `  ${name}: { backend-id: ${name}-id, stages: { TEST: { ServiceAddress: http://10.0.0.2 } } }`).join('\n')}
`

async function apply(options: Partial<StepOptions> = {}): Promise<StepResult> {
  return withTemp(workspace =>
    withCloud(SEED, async cloud => {
      await writeFile(join(workspace, 'backends.yml'), MANIFEST)
      const inputs = { ...connectionTo(cloud), manifest: 'backends.yml', 'stage-name': 'TEST' }
      return step(inputs, { workspace, ...options })
    })
  )
}

test('a warning for twelve targets is one annotation with a count, leaving room for others', async () => {
  const result = await apply({ override: { GITHUB_STEP_SUMMARY: undefined } })
  expect(result.outputs['result']).toBe('submitted')
  const warnings = annotationsOf(result, 'warning')
  expect(warnings.filter(text => text.includes('DescribeApisByBackend')).length).toBe(1)
  expect(warnings.join('\n')).toMatch(/The same applies to 11 more: service-\d+\/TEST, .* and 6 more/)
  expect(warnings.join('\n')).toContain('GITHUB_STEP_SUMMARY is not set')
  expect(warnings.length).toBeLessThan(10)
  // each is in the log
  for (const name of NAMES)
    expect(result.log).toMatch(new RegExp(`warning: ${name}/TEST: .*DescribeApisByBackend`))
})

test('removed keys of several targets are one warning, which the log has once', () =>
  withTemp(workspace =>
    withCloud(
      NAMES.reduce(
        (seed, name, index) =>
          seed.replace(
            `name: ${name}, type: HTTP, stages: { TEST: { `,
            `name: ${name}, type: HTTP, stages: { TEST: { Key${index}: v, `
          ),
        SEED
      ),
      async cloud => {
        await writeFile(join(workspace, 'backends.yml'), MANIFEST)
        const inputs = { ...connectionTo(cloud), manifest: 'backends.yml', 'stage-name': 'TEST' }
        const result = await step(inputs, { workspace })
        const isAboutKeys = (text: string): boolean => text.includes('the switch removes')
        expect(annotationsOf(result, 'warning').filter(isAboutKeys)).toEqual([
          expect.stringMatching(
            /^the switch removes keys from 12 live definitions: service-1\/TEST: Key0; .*service-10\/TEST: Key9; and 2 more$/
          )
        ])
        expect(result.log.split('\n').filter(isAboutKeys)).toHaveLength(1)
        // the plan in the log has all of them
        for (const index of NAMES.keys()) expect(result.log).toContain(`Key${index} (removed`)
      }
    )
  ))

test('removed keys of one of several targets are named as those of a single target', () =>
  withTemp(workspace =>
    withCloud(SEED.replace("ServiceAddress: 'http://10.0.0.1'", '$&, ServiceTimeout: 5000'), async cloud => {
      await writeFile(join(workspace, 'backends.yml'), MANIFEST)
      const inputs = { ...connectionTo(cloud), manifest: 'backends.yml', 'stage-name': 'TEST' }
      const { log } = await step(inputs, { workspace })
      expect(log.split('\n').filter(text => text.includes('the switch removes'))).toEqual([
        'Warning: service-1/TEST: the switch removes these keys from the live definition: ServiceTimeout'
      ])
    })
  ))

test('outputs that cannot be written are one annotation', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud), { override: { GITHUB_OUTPUT: undefined } })
    const warnings = annotationsOf(result, 'warning')
    expect(warnings).toEqual([
      expect.stringMatching(
        /^the output [\w-]+ could not be written: GITHUB_OUTPUT is not set\nThe same applies to \d+ more: /
      )
    ])
  }))

test.each([
  ['apply', {}],
  ['plan', { mode: 'plan' }],
  ['invalid inputs', { wait: 'maybe' }]
])('a missing RUNNER_TEMP is reported once, with the missing features (%s)', (_, inputs) =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud, inputs), { override: { RUNNER_TEMP: undefined } })
    const warnings = annotationsOf(result, 'warning')
    expect(warnings).toEqual([
      expect.stringMatching(/^RUNNER_TEMP is not set: .*plan-file.*report-file.*killed$/)
    ])
    expect(result.outputs['report-file']).toBeUndefined()
  })
)
