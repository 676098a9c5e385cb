import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readWorkspaceFile } from '../../../src/inputs/workspace-file.ts'

let root = ''
let workspace = ''

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'workspace-file-')))
  workspace = join(root, 'workspace')
  await mkdir(join(workspace, 'sub'), { recursive: true })
  await writeFile(join(workspace, 'sub', 'a.yaml'), 'a: 1')
  await writeFile(join(workspace, 'large.json'), Buffer.alloc(1024 * 1024 + 1, 0x20))
  await writeFile(join(workspace, 'binary'), Buffer.from([0xff, 0xfe, 0x00]))
  await writeFile(join(root, 'outside.json'), '{}')
  await mkdir(join(root, 'workspace-two'))
  await writeFile(join(root, 'workspace-two', 'a.json'), '{}')
  await symlink(join(root, 'outside.json'), join(workspace, 'link.json'))
  await symlink(join(workspace, 'sub'), join(workspace, 'inner'))
})

afterAll(() => rm(root, { recursive: true }))

test.each(['sub/a.yaml', './sub/../sub/a.yaml', 'inner/a.yaml'])('%s', async path => {
  expect(await readWorkspaceFile(path, workspace)).toBe('a: 1')
})

test.each([
  ['missing.json', 'does not exist'],
  ['../outside.json', 'outside of the workspace'],
  ['link.json', 'outside of the workspace'],
  ['../workspace-two/a.json', 'outside of the workspace'],
  ['sub', 'not a regular file'],
  ['large.json', 'at most 1 MiB'],
  ['binary', 'not UTF-8']
])('%s is refused', async (path, reason) => {
  await expect(readWorkspaceFile(path, workspace)).rejects.toThrow(reason)
})

test('without a workspace there are no files', async () => {
  await expect(readWorkspaceFile('a', '')).rejects.toThrow('GITHUB_WORKSPACE')
})
