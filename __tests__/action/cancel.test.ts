import { expect, test } from '@jest/globals'
import type { Emulator } from '../../emulator/emulator.ts'
import { liveOf, NEW_ADDRESS, OLD_ADDRESS, seedOf, withCloud, writesTo } from '../support/cloud.ts'
import { jobOf, withGitHub } from '../support/github.ts'
import { holdBatch, runUntilUnread, withTemp } from '../support/left-behind.ts'
import { withProbed } from '../support/probed.ts'
import { INTERRUPTED, releaseDeadlines, holdDeadlines, WRITE_GRACE_MS } from '../support/step-time.ts'
import { annotationsOf, codeOf, inputsFor, start } from '../support/step.ts'
import { onPosix } from '../support/systems.ts'
import type { StepResult } from '../../step-runner/step.ts'

const signalled = onPosix ? test.concurrent : test.concurrent.skip

/** Cancels as soon as a request arrives. */
async function cancelAt(
  cloud: Emulator,
  action: string,
  options: Parameters<typeof start>[1] = {}
): Promise<StepResult> {
  const arrived = cloud.nextRequest(action)
  const step = await start(inputsFor(cloud), { ...holdDeadlines(), ...options })
  await arrived
  step.cancel()
  return step.result
}

function expectCancelled(result: StepResult, outputs: Record<string, string>): void {
  expect(result).toMatchObject({ conclusion: 'cancelled', exitCode: 1, rawStderr: '' })
  expect(result.outputs).toMatchObject({ result: 'cancelled', ...outputs })
  expect(codeOf(result)).toBe('Cancelled')
  expect(annotationsOf(result, 'error')).toHaveLength(1)
  expect(result.summary).toContain('Cancelled')
}

signalled('GitHub that hangs does not delay the exit', () =>
  withGitHub({ faults: [{ kind: 'hang-before-commit', times: 'every' }] }, github =>
    withCloud(seedOf(), async cloud => {
      const options = { ...jobOf(github), ...holdDeadlines(), ...holdBatch(cloud) }
      const asked = github.nextRequest('issues/list-comments')
      const polled = cloud.nextRequest('DescribeUpdateBackendTask')
      const step = await start(inputsFor(cloud, { 'comment-on-pr': 'true' }), options)
      await polled
      step.cancel()
      // outputs and summary are written before any request to GitHub
      await asked
      releaseDeadlines(step)
      // for the post step, which would wait for GitHub once more
      await step.line('completed after the step was stopped: switched')
      step.kill()
      expectCancelled(await step.result, {})
    })
  )
)

signalled('SIGINT during the plan: nothing was sent', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'hang-before-commit', action: 'DescribeBackendInfo', times: 'every' })
    const result = await cancelAt(cloud, 'DescribeBackendInfo', { idlePost: true })
    expectCancelled(result, { changed: 'false' })
    expect(writesTo(cloud)).toBe(0)
    expect(result.state).toEqual({})
    expect(result.post).toMatchObject({ exitCode: 0, rawStdout: '' })
  })
)

signalled.each([
  ['before the commit', 'hang-before-commit', OLD_ADDRESS, 'NotArrived'],
  ['after the commit', 'hang-after-commit', NEW_ADDRESS, 'Unfollowed']
] as const)(
  'SIGINT during the write, %s: possibly sent, and the post step finds out',
  (_, kind, live, code) =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind, action: 'ModifyBackendModel' })
      const result = await cancelAt(cloud, 'ModifyBackendModel')
      expectCancelled(result, { changed: '' })
      expect(result.outputs).not.toHaveProperty('request-id')
      expect(writesTo(cloud)).toBe(1)
      expect(liveOf(cloud)).toEqual({ ServiceAddress: live })
      expect(annotationsOf(result.post ?? { annotations: [] }, 'error').join()).toContain(code)
      expect(result.post?.summary).toContain(code)
    })
)

signalled('SIGINT during the write: a response that still arrives counts', () =>
  withCloud(seedOf(), async cloud => {
    const response = cloud.hold({ action: 'ModifyBackendModel', point: 'before-response' })
    const options = { ...holdDeadlines(WRITE_GRACE_MS), ...holdBatch(cloud) }
    const step = await start(inputsFor(cloud), options)
    await response.reached
    step.cancel()
    await step.line(INTERRUPTED)
    response.release()
    const result = await step.result
    expectCancelled(result, {})
    expect(result.outputs['operation-id']).toMatch(/^[0-9a-f]{32}$/)
    expect(result.post?.log).toContain('completed after the step was stopped: switched')
  })
)

signalled('SIGINT during the batch: the IDs are set, and the post step follows it to completion', () =>
  withCloud(seedOf(), async cloud => {
    const result = await cancelAt(cloud, 'DescribeUpdateBackendTask', holdBatch(cloud))
    expectCancelled(result, {})
    expect(result.outputs['request-id']).toMatch(/^[0-9A-F-]{36}$/)
    expect(result.outputs['operation-id']).toMatch(/^[0-9a-f]{32}$/)
    const { post } = result
    expect(post?.exitCode).toBe(0)
    expect(post?.log).toContain('the modification was accepted, but its batch had not completed')
    expect(annotationsOf(post ?? { annotations: [] }, 'notice').join()).toContain(
      'completed after the step was stopped: switched'
    )
    expect(post?.summary).toContain('Switched')
  })
)

signalled('SIGINT during the batch of a re-run without changes: the post step follows it as well', () =>
  withCloud(seedOf(), async cloud => {
    const step = await start(
      inputsFor(cloud, { 'backend-model-data': JSON.stringify({ ServiceAddress: OLD_ADDRESS }) }),
      { ...holdDeadlines(), ...holdBatch(cloud, 1), github: { runAttempt: '2' } }
    )
    await step.line('1 of 3 APIs updated')
    step.cancel()
    const result = await step.result
    expectCancelled(result, { changed: '', 'apis-updated': '1' })
    expect(result.post?.log).toContain('completed after the step was stopped: switched')
  })
)

signalled('SIGINT while the cloud is busy: certainly nothing was sent', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'throttling', action: 'ModifyBackendModel', times: 'every' })
    const step = await start(inputsFor(cloud), { ...holdDeadlines(), idlePost: true })
    await step.line('Throttling.User')
    step.cancel()
    const result = await step.result
    expectCancelled(result, { changed: 'false' })
    expect(result.post).toMatchObject({ exitCode: 0, rawStdout: '' })
  })
)

signalled(
  'SIGINT during the probes: the definition is changed, but the post step does not report it as switched',
  () =>
    withProbed({ '/health': [503] }, probed =>
      withCloud(seedOf(), async cloud => {
        const step = await start(
          inputsFor(cloud, {
            'probe-url': `${probed.url}/health`,
            'probe-timeout': '5m',
            'rollback-on-failure': 'true'
          }),
          holdDeadlines()
        )
        await step.line('HTTP 503')
        step.cancel()
        const result = await step.result
        expectCancelled(result, { changed: 'true', 'apis-updated': '3' })
        const [error] = annotationsOf(result.post ?? { annotations: [] }, 'error')
        expect(error).toContain('completed and the read-back matched, but')
        expect(error).toContain('NotProbed')
        // a signal is not a failure
        expect(liveOf(cloud)).toEqual({ ServiceAddress: NEW_ADDRESS })
      })
    )
)

signalled('SIGINT during a rollback: the post step finishes it', () =>
  withCloud(seedOf(), async cloud => {
    cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel' })
    cloud.faults.add({ kind: 'hang-before-commit', action: 'ModifyBackendModel', nth: 2 })
    const rollback = cloud
      .nextRequest('ModifyBackendModel')
      .then(() => cloud.nextRequest('ModifyBackendModel'))
    const step = await start(inputsFor(cloud, { 'rollback-on-failure': 'true' }), holdDeadlines())
    await rollback
    step.cancel()
    const result = await step.result
    expect(result.exitCode).toBe(1)
    // the post step finishes what a signal interrupts
    expect(result.outputs['result']).toBe('cancelled')
    expect(annotationsOf(result, 'error')[0]).toContain('A signal interrupted the rollback')
    expect(annotationsOf(result.post ?? { annotations: [] }, 'error')[0]).toContain(
      'previous definition is restored'
    )
    expect(liveOf(cloud)).toEqual({ ServiceAddress: OLD_ADDRESS })
  })
)

signalled(
  'SIGTERM works the same; the post step rolls back a failure only if rollback-on-failure is set',
  () =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'failing-batch', action: 'ModifyBackendModel', apis: ['api-3'] })
      const step = await start(inputsFor(cloud), { ...holdDeadlines(), ...holdBatch(cloud) })
      await step.line('accepted')
      step.signal('SIGTERM')
      const result = await step.result
      expect(result).toMatchObject({ conclusion: 'failure', exitCode: 1 })
      expect(result.outputs['result']).toBe('cancelled')
      expect(annotationsOf(result.post ?? { annotations: [] }, 'error')[0]).toContain('BatchFailed')
      expect(writesTo(cloud)).toBe(1)
    })
)

test.concurrent('a log without a reader cancels the step as well', () =>
  withTemp(temp =>
    withCloud(seedOf(), async cloud => {
      cloud.faults.add({ kind: 'stuck-batch', action: 'ModifyBackendModel' })
      // its line about the batch is the first one without a reader
      const progress = cloud.hold({ action: 'DescribeUpdateBackendTask', point: 'before-response' })
      const left = await runUntilUnread(temp, inputsFor(cloud, { summary: 'true' }), 'accepted', {
        ...holdDeadlines(),
        onUnread: () => progress.release()
      })
      expect(left.exitCode).toBe(1)
      expect(left.output).toMatchObject({ result: 'cancelled', 'operation-id': expect.any(String) })
      expect(left.summary).toContain('Cancelled')
      expect(left.state).toHaveProperty('journal')
    })
  ))
