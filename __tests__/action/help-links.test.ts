import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { seedOf, withCloud } from '../support/cloud.ts'
import { holdBatch, withTemp } from '../support/left-behind.ts'
import { annotationsOf, inputsFor, reportOf, start, step } from '../support/step.ts'

const override = {
  GITHUB_SERVER_URL: 'https://ghe.example.com',
  GITHUB_ACTION_REPOSITORY: 'acme/switch-backend',
  GITHUB_ACTION_REF: 'v1.2.3'
}
const PAGE = 'https://ghe.example.com/acme/switch-backend/blob/v1.2.3/docs/troubleshooting.md'
const countOf = (text: string, part: string): number => text.split(part).length - 1

test('an error has one link to its section at its end, in annotation, summary and report', () =>
  withTemp(temp =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel' })
      const result = await step(inputsFor(cloud), { override, temp })
      const [error = '', ...others] = annotationsOf(result, 'error')
      expect(others).toEqual([])
      expect(error.split('\n').at(-1)).toBe(`Troubleshooting: ${PAGE}#batchfailed`)
      expect(countOf(error, PAGE)).toBe(1)
      expect(countOf(result.summary, PAGE)).toBe(1)
      expect(result.summary).toContain(`[Troubleshooting](${PAGE}#batchfailed)`)
      const whole = await readFile(result.outputs['report-file'] ?? '', 'utf8')
      for (const report of [reportOf(result), JSON.parse(whole) as ReturnType<typeof reportOf>]) {
        expect(report.targets[0]?.error?.hint?.split('\n').at(-1)).toBe(
          `Troubleshooting: ${PAGE}#batchfailed`
        )
      }
    })
  ))

test('an input error has one link, regardless of the number of problems', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud, { wait: 'maybe', mode: 'x' }), { override })
    const [error = ''] = annotationsOf(result, 'error')
    expect(error.split('\n').at(-1)).toBe(`Troubleshooting: ${PAGE}#invalidinput`)
    expect(countOf(error + result.summary, PAGE)).toBe(2)
  }))

test('each problem that is annotated in its line has a link', () =>
  withTemp(workspace =>
    withCloud(seedOf(), async cloud => {
      await writeFile(
        join(workspace, 'backend.yml'),
        'ServiceAddress: http://***:8080\nServiceTimeout: 0x1F\n'
      )
      const { 'backend-model-data': _, ...inputs } = inputsFor(cloud)
      const result = await step(
        { ...inputs, 'backend-model-data-file': 'backend.yml' },
        { override, workspace }
      )
      const errors = annotationsOf(result, 'error')
      expect(errors).toHaveLength(2)
      for (const error of errors) {
        expect(error.split('\n').at(-1)).toBe(`Troubleshooting: ${PAGE}#invalidinput`)
        expect(countOf(error, PAGE)).toBe(1)
      }
    })
  ))

test('a code that matches a pattern links to the section of the pattern', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({
      kind: 'error-before-commit',
      action: 'DescribeBackendInfo',
      status: 400,
      code: 'InvalidSomething.Odd'
    })
    const result = await step(inputsFor(cloud), { override })
    expect(annotationsOf(result, 'error')[0]).toMatch(
      /\[InvalidSomething\.Odd\][^]*troubleshooting\.md#invalid$/
    )
  }))

test('an action used from its own repository names the file instead of a link', () =>
  withCloud(seedOf(), async cloud => {
    const result = await step(inputsFor(cloud, { wait: 'maybe' }))
    const [error = ''] = annotationsOf(result, 'error')
    expect(error.split('\n').at(-1)).toBe(
      'Troubleshooting: docs/troubleshooting.md#invalidinput in the repository of this action'
    )
    expect(result.summary).toContain(
      '`docs/troubleshooting.md#invalidinput` in the repository of this action'
    )
    expect(error + result.summary).not.toContain('/blob/')
  }))

test('an error of the post step has its link as well', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel' })
    const running = await start(inputsFor(cloud), { override, ...holdBatch(cloud) })
    await running.line('accepted')
    running.kill()
    const { post } = await running.result
    const [error = ''] = annotationsOf(post ?? { annotations: [] }, 'error')
    expect(error.split('\n').at(-1)).toBe(`Troubleshooting: ${PAGE}#batchfailed`)
  }))
