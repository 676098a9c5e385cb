import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { StepResult } from '../../step-runner/result.ts'
import { actionsOf, withCloud, writesTo } from '../support/cloud.ts'
import { cloudWith, EVERY_TYPE, idOf, SECRETS, VARIABLES } from '../support/seeded-backends.ts'
import { annotationsOf, connectionTo, everythingOf, reportOf, step } from '../support/step.ts'

interface Exported {
  readonly result: StepResult
  readonly manifest: string
}

async function exportFrom(cloud: Emulator, inputs: Readonly<Record<string, string>> = {}): Promise<Exported> {
  const temp = await mkdtemp(join(tmpdir(), 'runner-temp-'))
  try {
    const result = await step({ ...connectionTo(cloud), mode: 'export', ...inputs }, { temp, idlePost: true })
    const path = result.outputs['manifest-file']
    return { result, manifest: path === undefined ? '' : await readFile(path, 'utf8') }
  } finally {
    await rm(temp, { recursive: true })
  }
}

/** Plans an unchanged manifest with the variables that it requires. */
async function planOf(
  cloud: Emulator,
  manifest: string,
  variables: Readonly<Record<string, string>> = {}
): Promise<StepResult> {
  const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
  try {
    await writeFile(join(workspace, 'backends.yml'), manifest)
    return await step(
      {
        ...connectionTo(cloud),
        mode: 'plan',
        'expect-no-changes': 'true',
        manifest: 'backends.yml',
        'stage-name': '*',
        variables: Object.entries(variables)
          .map(([name, value]) => `${name}=${value}`)
          .join('\n')
      },
      { workspace }
    )
  } finally {
    await rm(workspace, { recursive: true, force: true })
  }
}

test('a plan of the export with its variables has no changes, for every type', () =>
  withCloud(cloudWith(EVERY_TYPE), async cloud => {
    const { result, manifest } = await exportFrom(cloud, { summary: 'true' })
    expect(result.exitCode).toBe(0)
    expect(result.outputs).toMatchObject({ result: 'exported', changed: 'false', 'error-code': '' })
    expect(
      manifest
        .match(/(?<!\$)\$\{\w+\}/g)
        ?.map(found => found.slice(2, -1))
        .sort()
    ).toEqual(Object.keys(VARIABLES).sort())
    expect(result.outputs['message']).toMatch(
      /^Exported: 10 backends with 12 stages\nRequired variables: .* and 1 more\n/
    )
    expect(manifest).not.toMatch(SECRETS)
    expect(everythingOf(result)).not.toMatch(SECRETS)

    // rejected until the secrets are supplied
    const refused = await planOf(cloud, manifest)
    expect(refused.outputs).toMatchObject({ result: 'failed', 'error-code': 'InvalidInput' })
    expect(annotationsOf(refused, 'error')).toHaveLength(6)

    const plan = await planOf(cloud, manifest, VARIABLES)
    expect(annotationsOf(plan, 'error')).toEqual([])
    expect(plan.outputs).toMatchObject({ result: 'planned', 'has-changes': 'false' })
    const planned = reportOf(plan).targets
    expect(planned).toHaveLength(12)
    for (const { changes } of planned) expect(changes).toEqual([])
    expect(writesTo(cloud)).toBe(0)
  }))

test('exports the same text again, and reports the file', () =>
  withCloud(cloudWith(EVERY_TYPE), async cloud => {
    const [one, other] = await Promise.all([exportFrom(cloud, { summary: 'true' }), exportFrom(cloud)])
    expect(other.manifest).toBe(one.manifest)
    const { log, summary, outputs } = one.result
    expect(log).toContain('    "1.10":\n')
    expect(log).toContain(`exported 10 backends with 12 stages to ${outputs['manifest-file'] ?? ''}`)
    expect(summary).toContain('Exported')
    expect(summary).toContain('ORDERS_RELEASE_SERVICE_ADDRESS_SECRET')
    const notices = annotationsOf(one.result, 'notice').join('\n')
    expect(notices).toContain('the service never returns FcVersion')
    expect(notices).toContain('ORDERS_RELEASE_SERVICE_ADDRESS_SECRET')
    // the stages with the least traffic come first
    expect(one.manifest.match(/(?<=^ {6})\w+(?=:$)/gm)?.filter(stage => /TEST|GRAY1/.test(stage))).toEqual([
      'TEST',
      'TEST',
      'GRAY1'
    ])
  }))

test('exports one backend without the permission to list', () =>
  withCloud(cloudWith(EVERY_TYPE, ['DescribeBackendInfo']), async cloud => {
    const { result, manifest } = await exportFrom(cloud, { 'backend-id': idOf(3) })
    expect(result.outputs).toMatchObject({ result: 'exported' })
    expect(manifest).toBe(
      [
        '# Live definitions in cn-hangzhou, written by mode: export. The region is not in this file: set region-id in the step.',
        'version: 1',
        'backends:',
        '  "1.10":',
        `    backend-id: "${idOf(3)}"`,
        '    backend-type: OSS',
        '    stages:',
        '      PRE:',
        '        OssConfig:',
        '          BucketName: "no"',
        '          OssRegionId: "cn-hangzhou"',
        ''
      ].join('\n')
    )
    expect(actionsOf(cloud)).toEqual(['DescribeBackendInfo'])
  }))

describe('without a permission, the error names both permissions and nothing is written', () => {
  test.each([
    [['DescribeBackendInfo'], 'DescribeBackendList'],
    [['DescribeBackendList'], 'DescribeBackendInfo']
  ])('with only %j', (allow, missing) =>
    withCloud(cloudWith(EVERY_TYPE, allow), async cloud => {
      const { result } = await exportFrom(cloud)
      expect(result.exitCode).toBe(1)
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(result.outputs).not.toHaveProperty('manifest-file')
      const [error] = annotationsOf(result, 'error')
      expect(error).toContain(`mode: export requires permissions`)
      expect(error).toContain(missing)
      expect(error).toContain('["apigateway:DescribeBackendList","apigateway:DescribeBackendInfo"]')
    })
  )
})

test('exports more backends than fit on a page, ordered by name', () => {
  const many = Array.from({ length: 123 }, (_, index) => ({
    id: idOf(index + 1),
    name: `backend-${String(999 - index)}`,
    type: 'HTTP',
    stages: { RELEASE: { ServiceAddress: `http://b${index}.internal` } }
  }))
  return withCloud(cloudWith(many), async cloud => {
    const { result, manifest } = await exportFrom(cloud)
    expect(result.outputs).toMatchObject({ result: 'exported' })
    const names = manifest.match(/(?<=^ {2})backend-\d+(?=:$)/gm) ?? []
    expect(names).toHaveLength(123)
    expect(names).toEqual(names.toSorted())
    expect(actionsOf(cloud).filter(action => action === 'DescribeBackendList')).toHaveLength(3)
  })
})

describe('what a manifest cannot express is left out with a notice', () => {
  const http = { ServiceAddress: 'http://a.internal' }

  test('backends without stages and unusable definitions; hostile names are replaced by the ID', () => {
    const hostile = '::error::x\n##[error]y\u202e"\n  evil: {} # ${X}'
    const backends = [
      { id: idOf(1), name: 'empty', type: 'HTTP', stages: {} },
      { id: idOf(2), name: 'half', type: 'HTTP', stages: { TEST: { ServiceTimeout: 5000 }, RELEASE: http } },
      { id: idOf(3), name: hostile, type: 'HTTP', stages: { RELEASE: http } },
      { id: idOf(4), name: 'all', type: 'HTTP', stages: { RELEASE: http } },
      { id: idOf(5), name: '\u8ba2\u5355', type: 'HTTP', stages: { RELEASE: http } }
    ]
    return withCloud(cloudWith(backends), async cloud => {
      const { result, manifest } = await exportFrom(cloud, { summary: 'true' })
      expect(result.outputs).toMatchObject({ result: 'exported' })
      expect(annotationsOf(result, 'error')).toEqual([])
      const notices = annotationsOf(result, 'notice').join('\n')
      expect(notices).toContain(`"empty" (${idOf(1)}): left out, because it has no definition in any stage`)
      expect(notices).toContain(`"half" (${idOf(2)}): TEST left out`)
      expect(manifest).toContain(`#   "empty" (${idOf(1)}): left out`)
      expect(manifest).toContain('# "\u8ba2\u5355"')
      const plan = await planOf(cloud, manifest)
      expect(plan.outputs).toMatchObject({ result: 'planned', 'has-changes': 'false' })
      expect(reportOf(plan).targets.map(({ name }) => name)).toEqual([
        `${idOf(3)}/RELEASE`,
        `${idOf(4)}/RELEASE`,
        `${idOf(5)}/RELEASE`,
        'half/RELEASE'
      ])
    })
  })

  test('nothing to export is an error', () =>
    withCloud(cloudWith([{ id: idOf(1), name: 'empty', type: 'HTTP', stages: {} }]), async cloud => {
      const { result } = await exportFrom(cloud)
      expect(result.exitCode).toBe(1)
      expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'NothingToExport' })
      expect(annotationsOf(result, 'error')[0]).toContain('"empty"')
    }))

  test('no backend at all is an error about region and account', () =>
    withCloud(cloudWith([]), async cloud => {
      const { result } = await exportFrom(cloud)
      expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'NothingToExport' })
      expect(annotationsOf(result, 'error')[0]).toContain('no backend in this region')
    }))

  test('a backend that does not exist is an error', () =>
    withCloud(cloudWith([]), async cloud => {
      const { result } = await exportFrom(cloud, { 'backend-id': idOf(9) })
      expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'NotFoundBackend' })
    }))
})

test('leaves out a backend that is deleted meanwhile; any other failed read fails the export', () =>
  withCloud(cloudWith(EVERY_TYPE), async cloud => {
    const fails = (code: string): void => {
      cloud.faults.add({
        kind: 'custom',
        action: 'DescribeBackendInfo',
        where: { BackendId: idOf(3) },
        status: 400,
        code,
        message: 'Cannot find resource according to your specified Backend.'
      })
    }
    fails('NotFoundBackend')
    const gone = await exportFrom(cloud)
    expect(gone.result.outputs).toMatchObject({ result: 'exported' })
    expect(annotationsOf(gone.result, 'notice').join()).toContain(
      `${idOf(3)}: left out, because it was deleted`
    )
    expect(gone.manifest).not.toContain(idOf(3))
    fails('InvalidBackendId')
    const failed = await exportFrom(cloud)
    expect(failed.result.outputs).toMatchObject({ result: 'failed', 'error-code': 'InvalidBackendId' })
    expect(failed.manifest).toBe('')
  }))

test('a manifest that is too large to read is an error with the file and the cure', () => {
  const result = 'x'.repeat(200_000)
  const backends = Array.from({ length: 6 }, (_, index) => ({
    id: idOf(index + 1),
    name: `mock-${index}`,
    type: 'MOCK',
    stages: { RELEASE: { MockConfig: { MockResult: result } } }
  }))
  return withCloud(cloudWith(backends), async cloud => {
    const exported = await exportFrom(cloud)
    expect(exported.result.outputs).toMatchObject({ result: 'failed', 'error-code': 'ManifestTooLarge' })
    expect(annotationsOf(exported.result, 'error')[0]).toContain('backend-id')
    expect(exported.manifest.length).toBeGreaterThan(1024 * 1024)
  })
})

test('writes nothing in an account that is not allowed', () =>
  withCloud(cloudWith(EVERY_TYPE), async cloud => {
    const { result } = await exportFrom(cloud, {
      'allowed-account-ids': '9999999999999999',
      'sts-endpoint': cloud.endpoint
    })
    expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'OtherAccount' })
    expect(result.outputs).not.toHaveProperty('manifest-file')
  }))

test('inputs that do not apply are reported together', () =>
  withCloud(cloudWith([]), async cloud => {
    const unsupported = {
      manifest: 'backends.yml',
      targets: 'orders',
      shard: '1/2',
      variables: 'A=b',
      definition: 'patch',
      'backend-model-data': '{}',
      'backend-type': 'HTTP',
      'backend-model-id': idOf(1),
      description: 'mine',
      'approved-plan': `fp1:${'0'.repeat(64)}`,
      'max-apis': '3',
      'allow-older-run': 'true',
      'preflight-url': 'http://127.0.0.1:1/',
      'probe-url': 'http://127.0.0.1:1/',
      'bake-time': '10m',
      'rollback-on-failure': 'true'
    }
    const { result } = await exportFrom(cloud, unsupported)
    expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'InvalidInput' })
    const error = annotationsOf(result, 'error').join('\n')
    for (const name of Object.keys(unsupported))
      expect(error).toContain(`${name}: does not apply to mode: export`)
    expect(cloud.requests).toEqual([])
  }))

test('stage-name is optional, and a notice says that all stages are exported', () =>
  withCloud(cloudWith(EVERY_TYPE), async cloud => {
    const { result } = await exportFrom(cloud, { 'backend-id': idOf(3), 'stage-name': 'RELEASE' })
    expect(result.outputs).toMatchObject({ result: 'exported' })
    expect(annotationsOf(result, 'notice').join()).toContain('stage-name is ignored')
    const star = await exportFrom(cloud, { 'backend-id': idOf(3), 'stage-name': '*' })
    expect(annotationsOf(star.result, 'notice').join()).not.toContain('stage-name')
  }))
