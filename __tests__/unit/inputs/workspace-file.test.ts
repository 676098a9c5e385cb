import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Invalid } from '../../../src/inputs/source.ts'
import { readWorkspaceFile } from '../../../src/inputs/workspace-file.ts'
import { onPosix } from '../../support/systems.ts'

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
  await symlink(join(workspace, 'nothing'), join(workspace, 'dangling'))
  await symlink(join(workspace, 'circle'), join(workspace, 'circle'))
})

afterAll(() => rm(root, { recursive: true }))

test.each(['sub/a.yaml', './sub/../sub/a.yaml', 'inner/a.yaml'])('%s', async path => {
  expect(await readWorkspaceFile(path, workspace)).toBe('a: 1')
})

test.each([
  ['missing.json', 'does not exist'],
  ['../outside.json', 'outside the workspace'],
  ['link.json', 'outside the workspace'],
  ['../workspace-two/a.json', 'outside the workspace'],
  ['sub', 'is a folder'],
  ['.', 'is a folder'],
  ['sub/', 'is a folder'],
  ['inner', 'is a folder'],
  ['dangling', 'is a link to a file that does not exist'],
  ['dangling/a.json', 'does not exist'],
  ['circle', 'links form a loop'],
  ['circle/a.json', 'links form a loop'],
  ['sub/a.yaml/b', 'a part of the path is a file'],
  ['x'.repeat(300), 'too long for a path'],
  ['a\0b', 'cannot be read (ERR_INVALID_ARG_VALUE)'],
  ['large.json', 'at most 1 MiB'],
  ['binary', 'not UTF-8']
])('%.40s is refused', async (path, reason) => {
  await expectRefusal(path, reason)
})

async function expectRefusal(path: string, reason: string, inside = workspace): Promise<void> {
  const error: unknown = await readWorkspaceFile(path, inside).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Invalid)
  expect((error as Error).message).toContain(reason)
}

// Skipped on Windows alone: it has no named pipes in folders, and no modes that keep a file from its owner.
const posix = onPosix ? test : test.skip // no named pipes or modes on Windows

posix('a named pipe, a socket and a device are refused, and hold nothing up', async () => {
  execFileSync('mkfifo', [join(workspace, 'pipe')])
  const server = createServer()
  await new Promise<void>(resolve => server.listen(join(workspace, 'socket'), resolve))
  try {
    await expectRefusal('pipe', 'is not a regular file')
    await expectRefusal('socket', 'cannot be read (ENXIO)')
    await expectRefusal('/dev/null', 'outside the workspace')
  } finally {
    await new Promise(resolve => server.close(resolve))
  }
})

posix('what this user may not read', async () => {
  const locked = join(root, 'locked')
  await mkdir(join(locked, 'folder'), { recursive: true })
  for (const file of ['folder/a.json', 'b.json']) await writeFile(join(locked, file), '{}')
  await chmod(join(locked, 'b.json'), 0o000)
  await chmod(join(locked, 'folder'), 0o000)
  await chmod(root, 0o755)
  const isRoot = process.geteuid?.() === 0
  // root can read anything
  if (isRoot) process.seteuid?.(65_534)
  try {
    for (const file of ['folder/a.json', 'b.json']) {
      await expectRefusal(file, 'cannot be read (EACCES): check the permissions', locked)
    }
    await expectRefusal('a.json', 'GITHUB_WORKSPACE', join(locked, 'folder', 'deeper'))
  } finally {
    if (isRoot) process.seteuid?.(0)
    await chmod(join(locked, 'folder'), 0o755)
  }
})

test.each(['missing', 'sub/a.yaml/x', 'circle'])('a missing workspace: %s', folder =>
  expectRefusal('a.json', 'cannot be read: GITHUB_WORKSPACE is "', join(workspace, folder))
)

test('without a workspace, no file is read', async () => {
  await expect(readWorkspaceFile('a', '')).rejects.toThrow('GITHUB_WORKSPACE')
})
