import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { BACKEND_ID, NEW_DATA, seedOf, withCloud } from '../support/cloud.ts'
import { annotationsOf, inputsFor, step } from '../support/step.ts'

/** Every input that is a path in the workspace, with the other inputs that it needs. */
const FILES: Readonly<Record<string, Record<string, string>>> = {
  'backend-model-data-file': { 'backend-id': BACKEND_ID },
  manifest: {},
  'approved-plan-file': { 'backend-id': BACKEND_ID, 'backend-model-data': NEW_DATA }
}

async function inWorkspace<T>(use: (workspace: string) => Promise<T>): Promise<T> {
  const workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
  await mkdir(join(workspace, 'folder'))
  await symlink('nothing', join(workspace, 'dangling'))
  await symlink('circle', join(workspace, 'circle'))
  try {
    return await use(workspace)
  } finally {
    await rm(workspace, { recursive: true })
  }
}

describe.each(Object.keys(FILES))('%s', name => {
  test.each([
    ['missing.json', 'does not exist in the workspace'],
    ['folder', 'is a folder'],
    ['dangling', 'is a link to a file that does not exist'],
    ['circle', 'links form a loop'],
    ['x'.repeat(300), 'too long for a path']
  ])('%.20s is an input error', (path, reason) =>
    withCloud(seedOf(), cloud =>
      inWorkspace(async workspace => {
        const inputs = {
          ...inputsFor(cloud, { 'backend-id': '', 'backend-model-data': '' }),
          ...FILES[name],
          [name]: path
        }
        const result = await step(inputs, { workspace })
        expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'InvalidInput' })
        expect(annotationsOf(result, 'error')).toHaveLength(1)
        expect(annotationsOf(result, 'error')[0]).toMatch(new RegExp(`^${name}: .*${reason}`))
        expect(cloud.requests).toEqual([])
      })
    )
  )

  test('in a missing workspace is an input error', () =>
    withCloud(seedOf(), async cloud => {
      const inputs = {
        ...inputsFor(cloud, { 'backend-id': '', 'backend-model-data': '' }),
        ...FILES[name],
        [name]: 'a.json'
      }
      const result = await step(inputs, { override: { GITHUB_WORKSPACE: join(tmpdir(), 'no-workspace') } })
      expect(result.outputs).toMatchObject({ result: 'failed', 'error-code': 'InvalidInput' })
      expect(annotationsOf(result, 'error')[0]).toContain(`${name}: cannot be read: GITHUB_WORKSPACE`)
    }))
})

test.each(['folder', 'missing', 'circle'])(
  'an event file that cannot be read (%s) does not affect the switch',
  path =>
    withCloud(seedOf(), cloud =>
      inWorkspace(async workspace => {
        const result = await step(inputsFor(cloud, { 'comment-on-pr': 'true' }), {
          workspace,
          token: 'token-of-the-job',
          override: { GITHUB_EVENT_PATH: join(workspace, path) }
        })
        expect(annotationsOf(result, 'error')).toEqual([])
        expect(result.outputs['result']).toBe('switched')
      })
    )
)
