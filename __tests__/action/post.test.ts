import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import type { PhaseResult } from '../../step-runner/result.ts'
import { runStep } from '../../step-runner/step.ts'
import type { StepResult } from '../../step-runner/step.ts'
import {
  BACKEND_ID,
  NEW_ADDRESS,
  OLD_ADDRESS,
  actionsOf,
  liveOf,
  seedOf,
  withCloud,
  writesTo
} from '../support/cloud.ts'
import { parseJournal } from '../../src/rollout/journal.ts'
import { holdBatch, journalsIn, runPost, withTemp } from '../support/left-behind.ts'
import { MAIN_CLOCK_STOPPED, POST_INSTANT_SLEEPS, holdDeadlines } from '../support/step-time.ts'
import { ROOT, annotationsOf, everythingOf, inputsFor, start } from '../support/step.ts'
import { onLinux, onPosix } from '../support/systems.ts'

/** Kills main during the batch, which continues before the post step runs. */
async function killDuringBatch(cloud: Emulator, inputs: Record<string, string> = {}): Promise<StepResult> {
  const step = await start(inputsFor(cloud, inputs), { env: POST_INSTANT_SLEEPS, ...holdBatch(cloud) })
  await step.line('accepted')
  step.kill()
  return step.result
}

function postOf({ post }: StepResult): PhaseResult {
  if (post === undefined) throw new Error('there was no post step')
  expect(post).toMatchObject({ exitCode: 0, rawStderr: '' })
  return post
}

describe('killed during the batch', () => {
  test.concurrent('reports a completed batch in a notice and a summary', () =>
    withCloud(seedOf(), async cloud => {
      const result = await killDuringBatch(cloud, { 'rollback-on-failure': 'true' })
      expect(result).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
      // written before the write, so that the killed step never looks successful
      expect(result.outputs).toMatchObject({
        result: 'unknown',
        'operation-id': expect.stringMatching(/^[0-9a-f]{32}$/)
      })
      const post = postOf(result)
      const id = result.outputs['operation-id'] ?? ''
      expect(post.log).toMatch(new RegExp(`its batch had not completed .*${id}.*Resolving it`))
      expect(annotationsOf(post, 'notice').join()).toContain('completed after the step was stopped: switched')
      expect(annotationsOf(post, 'error')).toEqual([])
      expect(post.summary).toContain('Switched: `orders/RELEASE`')
      expect(post.outputs).toEqual({})
      expect(writesTo(cloud)).toBe(1)
    }))

  test.concurrent('rolls back a failure with rollback-on-failure', () =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel', message: 'no route' })
      const post = postOf(await killDuringBatch(cloud, { 'rollback-on-failure': 'true' }))
      expect(annotationsOf(post, 'error')).toEqual([
        expect.stringMatching(/no route.*previous definition is restored/s)
      ])
      expect(post.summary).toContain('Rolled back')
      expect(cloud.cloud.model(BACKEND_ID, 'RELEASE')).toMatchObject({
        definition: { ServiceAddress: OLD_ADDRESS },
        description: 'before'
      })
    }))

  test.concurrent('does not roll back otherwise, and summary: false applies to the post step as well', () =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel', message: 'no route' })
      const post = postOf(await killDuringBatch(cloud, { summary: 'false' }))
      expect(annotationsOf(post, 'error')[0]).toMatch(/no route.*re-run the job.*To roll back/s)
      expect(post.summary).toBe('')
      expect(writesTo(cloud)).toBe(1)
      expect(liveOf(cloud)).toEqual({ ServiceAddress: NEW_ADDRESS })
    }))

  test.concurrent('does not report a switch whose probes have not passed', () =>
    withCloud(seedOf(), async cloud => {
      const url = 'http://127.0.0.1:9/health'
      const post = postOf(await killDuringBatch(cloud, { 'probe-url': url, 'rollback-on-failure': 'true' }))
      expect(post.log).toContain('3 of 3 APIs updated')
      expect(annotationsOf(post, 'error')).toEqual([expect.stringContaining('NotProbed')])
      expect(annotationsOf(post, 'notice')).toEqual([])
      expect(post.summary).not.toContain('Switched')
      expect(writesTo(cloud)).toBe(1)
    }))

  test.concurrent('reports a batch that does not end as unknown, with its row', () =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'stuck-batch', action: 'ModifyBackendModel', after: 2 })
      // long enough for one poll of the post step on a busy machine
      const inputs = inputsFor(cloud, { 'rollback-on-failure': 'true', 'wait-timeout': '1m' })
      const step = await start(inputs, { env: MAIN_CLOCK_STOPPED })
      await step.line('accepted')
      step.kill()
      const post = postOf(await step.result)
      expect(annotationsOf(post, 'error')[0]).toContain('1 of 3 APIs did not complete')
      expect(writesTo(cloud)).toBe(1)
    }))
})

describe('killed during the rollback', () => {
  test.concurrent.each([
    ['without a response', 'ModifyBackendModel', 'hang-before-commit'],
    ['accepted', 'DescribeUpdateBackendTask', 'stuck-batch']
  ] as const)('%s: the post step finishes it', (_, action, kind) =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel', message: 'no route' })
      cloud.faults.add({ kind, action: 'ModifyBackendModel', nth: 2 })
      const rollback = cloud
        .nextRequest('ModifyBackendModel')
        .then(() => cloud.nextRequest('ModifyBackendModel'))
        .then(request => (action === request.action ? request : cloud.nextRequest(action)))
      const step = await start(inputsFor(cloud, { 'rollback-on-failure': 'true' }), {
        env: POST_INSTANT_SLEEPS,
        restOfJob: () => Promise.resolve(cloud.cloud.releaseBatches())
      })
      await rollback
      step.kill()
      const post = postOf(await step.result)
      expect(annotationsOf(post, 'error')).toEqual([
        expect.stringContaining('previous definition is restored')
      ])
      expect(post.summary).toContain('Rolled back')
      expect(cloud.cloud.model(BACKEND_ID, 'RELEASE')).toMatchObject({
        definition: { ServiceAddress: OLD_ADDRESS },
        description: 'before'
      })
    })
  )
})

describe('killed during the write', () => {
  test.concurrent.each([
    ['the write did not arrive', 'hang-before-commit', 'NotArrived', 'the previous definition is live'],
    ['the write arrived', 'hang-after-commit', 'Unfollowed', 'the desired definition is live']
  ] as const)('%s', (_, kind, code, text) =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind, action: 'ModifyBackendModel' })
      const post = postOf(await killDuringWrite(cloud, { 'rollback-on-failure': 'true' }))
      expect(annotationsOf(post, 'error')).toEqual([expect.stringContaining(code)])
      expect(annotationsOf(post, 'error')[0]).toContain(text)
      expect(post.summary).toContain(text)
      expect(writesTo(cloud)).toBe(1)
    })
  )

  test.concurrent('another writer since then is a conflict', () =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'hang-after-commit', action: 'ModifyBackendModel' })
      cloud.faults.add({
        kind: 'another-writer',
        action: 'DescribeBackendInfo',
        nth: 2,
        backend: BACKEND_ID,
        stage: 'RELEASE',
        definition: { ServiceAddress: 'http://10.9.9.9' }
      })
      const post = postOf(await killDuringWrite(cloud, { 'rollback-on-failure': 'true' }))
      expect(annotationsOf(post, 'error')[0]).toContain('Conflict')
      expect(liveOf(cloud)).toEqual({ ServiceAddress: 'http://10.9.9.9' })
    }))

  async function killDuringWrite(cloud: Emulator, inputs: Record<string, string>): Promise<StepResult> {
    const arrived = cloud.nextRequest('ModifyBackendModel')
    const step = await start(inputsFor(cloud, inputs), { env: POST_INSTANT_SLEEPS })
    await arrived
    step.kill()
    return step.result
  }
})

test.concurrent('the journal is only for this user, without secrets, and removed by the post step', () =>
  withTemp(temp =>
    withCloud(
      seedOf({
        definition: `{ ServiceAddress: 'http://user:live-password@10.0.0.1', AccessToken: live-token-value }`,
        strict: false
      }),
      async cloud => {
        const inputs = inputsFor(cloud, {
          'backend-model-data': '{"ServiceAddress":"http://user:desired-password@10.0.0.2"}',
          'probe-headers': 'X-Key: probe-header-value',
          'github-token': 'ghs_a-github-token'
        })
        const step = await start(inputs, { temp, env: POST_INSTANT_SLEEPS, ...holdBatch(cloud) })
        await step.line('accepted')
        const [path = '', ...others] = await journalsIn(temp)
        const journal = await readFile(path, 'utf8')
        if (onPosix) expect((await stat(path)).mode & 0o777).toBe(0o600)
        step.kill()
        const result = await step.result
        expect(others).toEqual([])
        expect(parseJournal(journal)).toMatchObject({ version: 1, entries: [{ phase: expect.any(String) }] })
        expect(result.state).toEqual({ journal: path })
        expect(await journalsIn(temp)).toEqual([])
        // the batch can be followed without the definitions
        expect(postOf(result).log).toContain('3 of 3 APIs updated')
        for (const secret of [
          'live-password',
          'live-token-value',
          'desired-password',
          'probe-header-value',
          'ghs_a-github-token',
          cloud.accessKeySecret
        ]) {
          expect(journal).not.toContain(secret)
          expect(everythingOf(result)).not.toContain(secret)
        }
      }
    )
  ))

test.concurrent('without a journal, the post step does not load the bundle', () =>
  withTemp(async temp => {
    await mkdir(join(temp, 'dist'))
    await copyFile(join(ROOT, 'dist', 'post.js'), join(temp, 'dist', 'post.js'))
    await copyFile(join(ROOT, 'dist', 'package.json'), join(temp, 'dist', 'package.json'))
    await writeFile(join(temp, 'action.yml'), 'runs: { using: node24, main: dist/post.js }\n')
    const alone = await runStep({ action: temp, workspace: temp, temp })
    expect(alone).toMatchObject({ exitCode: 0, rawStdout: '', rawStderr: '', summary: '' })
  }))

describe('the post step alone with a journal', () => {
  /** Main is gone, its post step never ran, and the journal exists. */
  async function withJournal(
    use: (cloud: Emulator, temp: string, journal: string) => Promise<void>
  ): Promise<void> {
    await withTemp(temp =>
      withCloud(seedOf(), async cloud => {
        const step = await start(inputsFor(cloud), { temp, ...holdBatch(cloud) })
        await step.line('accepted')
        step.abandon()
        await step.result
        cloud.cloud.releaseBatches()
        const [journal = ''] = await journalsIn(temp)
        await use(cloud, temp, journal)
        expect(await journalsIn(temp)).toEqual([])
      })
    )
  }

  test.concurrent('the same access key: region, endpoint and the sent definition are from the journal', () =>
    withJournal(async (cloud, temp, journal) => {
      const keys = { 'access-key-id': cloud.accessKeyId, 'access-key-secret': cloud.accessKeySecret }
      const result = await runPost(temp, journal, keys)
      expect(result.exitCode).toBe(0)
      expect(result.log).toContain('completed after the step was stopped: switched')
    }))

  test.concurrent.each([
    [
      "someone else's access key",
      { 'access-key-id': 'another-key-id', 'access-key-secret': 'another-key-secret' },
      'OtherCredentials'
    ],
    ['no access key', {}, 'NoCredentials']
  ])('%s: reports what it knows and sends no request', (_, keys, code) =>
    withJournal(async (cloud, temp, journal) => {
      const asked = actionsOf(cloud).length
      const result = await runPost(temp, journal, keys)
      expect(result.exitCode).toBe(0)
      expect(result.log).toContain('the modification was accepted')
      expect(annotationsOf(result, 'error')).toEqual([expect.stringContaining(code)])
      expect(result.summary).toContain(code)
      expect(actionsOf(cloud)).toHaveLength(asked)
    })
  )

  const testOnLinux = onLinux ? test.concurrent : test.concurrent.skip
  testOnLinux('main still lives, as in a container: it is ended first, then found out', () =>
    withTemp(temp =>
      withCloud(seedOf(), async cloud => {
        const found = Promise.withResolvers<StepResult>()
        const step = await start(inputsFor(cloud), {
          temp,
          ...holdDeadlines(),
          ...holdBatch(cloud),
          // its own post step would remove the journal that the other one needs
          restOfJob: async () => {
            cloud.cloud.releaseBatches()
            await found.promise
          }
        })
        await step.line('accepted')
        const [journal = ''] = await journalsIn(temp)
        const keys = { 'access-key-id': cloud.accessKeyId, 'access-key-secret': cloud.accessKeySecret }
        const post = await runPost(temp, journal, keys)
        found.resolve(post)
        const main = await step.result
        expect(main.outputs['result']).toBe('cancelled')
        expect(post.log).toMatch(/the main step is still running \(process \d+\): sending SIGTERM/)
        expect(post.log).toContain('completed after the step was stopped: switched')
      })
    )
  )

  test.concurrent('a journal that cannot be read means unknown, and is removed', () =>
    withTemp(async temp => {
      const journal = join(temp, 'a.journal')
      await writeFile(journal, '{"version":2')
      const result = await runPost(temp, journal, {})
      expect(result).toMatchObject({ exitCode: 0, rawStderr: '' })
      expect(annotationsOf(result, 'error')).toEqual([expect.stringContaining('JournalLost')])
      expect(await journalsIn(temp)).toEqual([])
    }))
})

test.concurrent('a write without changes, killed before its response, shows no sign of arrival', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'hang-before-commit', action: 'ModifyBackendModel' })
    const data = JSON.stringify({ ServiceAddress: OLD_ADDRESS })
    const arrived = cloud.nextRequest('ModifyBackendModel')
    const inputs = inputsFor(cloud, { 'backend-model-data': data, 'skip-unchanged': 'false' })
    const step = await start(inputs, { env: POST_INSTANT_SLEEPS })
    await arrived
    step.kill()
    const [error] = annotationsOf(postOf(await step.result), 'error')
    expect(error).toContain('nothing shows whether the modification arrived')
  }))
