import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { liveOf, NEW_ADDRESS, OLD_ADDRESS, seedOf, withCloud } from '../support/cloud.ts'
import { journalsIn, withTemp } from '../support/left-behind.ts'
import { annotationsOf, connectionTo, inputsFor, reportOf, step } from '../support/step.ts'
import { onPosix } from '../support/systems.ts'

test('a summary has the result, the changes, the IDs and how to roll back', () =>
  withCloud(seedOf(), async cloud => {
    const { summary, outputs } = await step(inputsFor(cloud))
    for (const fact of [
      'Switched',
      'orders',
      OLD_ADDRESS,
      NEW_ADDRESS,
      'api-1',
      outputs['request-id'] ?? '-',
      outputs['operation-id'] ?? '-',
      '```mermaid',
      'backend-model-data'
    ]) {
      expect(summary).toContain(fact)
    }
    expect(summary.indexOf('Switched')).toBeLessThan(summary.indexOf('api-1'))
  }))

test('the rollback step in a summary works, although it only omits keys', () =>
  withCloud(seedOf(), async cloud => {
    const before = liveOf(cloud)
    const data = JSON.stringify({ ServiceAddress: OLD_ADDRESS, ServiceTimeout: 5000 })
    const { summary } = await step(inputsFor(cloud, { 'backend-model-data': data }))
    expect(liveOf(cloud)).not.toEqual(before)
    const [, offered = ''] = /```yaml\n([^]*?)```/.exec(summary) ?? []
    const [{ with: inputs }] = parse(offered) as [{ with: Record<string, unknown> }]
    const pasted = Object.entries(inputs).map(([name, value]) => [name, String(value)] as const)
    const back = await step({ ...connectionTo(cloud), ...Object.fromEntries(pasted) })
    expect(back.outputs['result']).toBe('switched')
    expect(liveOf(cloud)).toEqual(before)
  }))

test('a plan has what would change and how to approve it; summary: false writes none', () =>
  withCloud(seedOf(), async cloud => {
    const [shown, silent] = await Promise.all([
      step(inputsFor(cloud, { mode: 'plan' })),
      step(inputsFor(cloud, { mode: 'plan', summary: 'false' }))
    ])
    for (const fact of ['Plan', OLD_ADDRESS, NEW_ADDRESS, '3 published APIs', 'Nothing was sent']) {
      expect(shown.summary).toContain(fact)
    }
    expect(shown.summary).toContain(`approved-plan: ${shown.outputs['plan-fingerprint'] ?? '-'}`)
    expect(silent.outputs['result']).toBe('planned')
    expect(silent.summary).toBe('')
  }))

test('a failure has the error, its code and the cure', () =>
  withCloud(seedOf({ allow: ['Describe*'] }), async cloud => {
    const { summary } = await step(inputsFor(cloud))
    for (const fact of ['Failed', 'apigateway:ModifyBackendModel', 'Nothing was changed']) {
      expect(summary).toContain(fact)
    }
  }))

test('the report is complete in its file, only for this user, and short in the output', () =>
  withTemp(temp =>
    withCloud(seedOf({ apis: 1000 }), async cloud => {
      const result = await step(inputsFor(cloud), { temp })
      const path = result.outputs['report-file'] ?? ''
      const whole = JSON.parse(await readFile(path, 'utf8')) as ReturnType<typeof reportOf>
      expect(whole.targets[0]?.apis).toHaveLength(1000)
      if (onPosix) expect((await stat(path)).mode & 0o777).toBe(0o600)
      expect(Buffer.byteLength(result.outputs['report'] ?? '')).toBeLessThan(100_000)
      expect(reportOf(result)).toMatchObject({ result: 'switched', truncated: true })
      expect(result.outputs).toMatchObject({ 'apis-total': '1000', 'apis-updated': '1000' })
    })
  ))

test('hostile text from the cloud becomes no command, markup or link', () =>
  withCloud(
    seedOf().replace(
      'name: api-1',
      'name: "::error::api\\r::warning::owned ##[error]x <img src=x> [a](http://evil.test)"'
    ),
    async cloud => {
      cloud.faults.add({
        kind: 'failing-batch',
        action: 'ModifyBackendModel',
        message: '\n::set-output name=result::switched\r##[error]no\n@octocat </details> | http://evil.test'
      })
      const result = await step(inputsFor(cloud))
      expect(result.outputs['result']).toBe('partial')
      expect(annotationsOf(result, 'error')).toHaveLength(1)
      expect(annotationsOf(result, 'warning')).toEqual([])
      expect(result.log).not.toContain('Unable to process command')
      const outside = result.summary.replaceAll(/(`+)[^`]*\1/g, '')
      expect(outside).not.toMatch(/<img|<\/details> \||\]\(http:\/\/evil|@octocat/)
    }
  ))

describe('a broken runner does not change the result', () => {
  const nowhere = join('/nonexistent', 'folder')

  test.each([
    ['RUNNER_TEMP cannot be written', { RUNNER_TEMP: nowhere }],
    ['RUNNER_TEMP is missing', { RUNNER_TEMP: undefined }],
    ['GITHUB_STATE is missing', { GITHUB_STATE: undefined }],
    ['GITHUB_STATE cannot be written', { GITHUB_STATE: nowhere }],
    ['GITHUB_STEP_SUMMARY is missing', { GITHUB_STEP_SUMMARY: undefined }],
    ['GITHUB_STEP_SUMMARY cannot be written', { GITHUB_STEP_SUMMARY: nowhere }],
    ['GITHUB_OUTPUT is missing', { GITHUB_OUTPUT: undefined }]
  ])('%s', (_, override) =>
    withCloud(seedOf(), async cloud => {
      const result = await step(inputsFor(cloud), { override, idlePost: true })
      expect(result).toMatchObject({ conclusion: 'success', exitCode: 0, rawStderr: '' })
      expect(result.log).toContain('switched')
      if (!('GITHUB_OUTPUT' in override)) expect(result.outputs['result']).toBe('switched')
      expect(annotationsOf(result, 'error')).toEqual([])
      expect(result.post).toMatchObject({ exitCode: 0, rawStdout: '', rawStderr: '' })
    })
  )

  test('no journal is written if the post step would not find it', () =>
    withTemp(temp =>
      withCloud(seedOf(), async cloud => {
        const result = await step(inputsFor(cloud), { temp, override: { GITHUB_STATE: nowhere } })
        expect(annotationsOf(result, 'warning').join()).toContain('the journal could not be written')
        expect(await journalsIn(temp)).toEqual([])
      })
    ))

  test('lost reports are a warning', () =>
    withCloud(seedOf(), async cloud => {
      const result = await step(inputsFor(cloud), {
        override: { RUNNER_TEMP: nowhere, GITHUB_STEP_SUMMARY: undefined }
      })
      const warnings = annotationsOf(result, 'warning').join('\n')
      expect(warnings).toContain('journal')
      expect(warnings).toContain('report-file')
      expect(warnings).toContain('summary')
    }))
})
