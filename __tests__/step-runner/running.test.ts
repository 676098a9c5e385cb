import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { renderLines } from '../../step-runner/render.ts'
import { runStep, startStep } from '../../step-runner/step.ts'
import type { RunningStep, StepOptions } from '../../step-runner/step.ts'
import { holdTimers } from '../support/held-timers.ts'
import { onPosix } from '../support/systems.ts'
import { fixture, script, workspace } from './support.ts'

const TIMES = { interruptMs: 200, terminateMs: 100 }

// a failed test must not leave a process behind that waits for a signal
let running: RunningStep | undefined
afterEach(() => running?.abandon())

const patient = (ignore: string, options: Partial<StepOptions> = {}): RunningStep =>
  (running = startStep({
    action: fixture('patient'),
    workspace: workspace(),
    with: { ignore },
    cancelTimes: TIMES,
    ...options
  }))

test.each([
  ['', 'SIGINT', 0, null, ['got SIGINT']],
  ['SIGINT', 'SIGTERM', 0, null, ['got SIGINT', 'got SIGTERM']],
  ['SIGINT,SIGTERM', 'SIGTERM', null, 'SIGKILL', ['got SIGINT', 'got SIGTERM']]
])(
  'escalates the signals to a cancelled step that ignores %j',
  async (ignore, last, exitCode, signal, log) => {
    const timers = holdTimers()
    const step = patient(ignore)
    await step.line('ready')
    step.cancel()
    // a signal was sent and ignored before its time is up; on systems without signals the process has exited already
    if (onPosix && ignore.includes('SIGINT')) {
      await step.line('got SIGINT')
      expect(timers.pass(TIMES.interruptMs - 1)).toBe(0)
      timers.pass(1)
    }
    if (onPosix && ignore.includes('SIGTERM')) {
      await step.line('got SIGTERM')
      expect(timers.pass(TIMES.terminateMs - 1)).toBe(0)
      timers.pass(1)
    }
    const result = await step.result
    expect(result).toMatchObject({ conclusion: 'cancelled', state: { journal: 'a path' } })
    if (onPosix) {
      expect(result).toMatchObject({ exitCode, signal, outputs: { last } })
      expect(result.log).toBe(['ready', ...log].join('\n'))
    }
    // the post step is not cancelled with it
    expect(result.post).toMatchObject({ conclusion: 'success', log: 'post has a path' })
  }
)

test('a killed step keeps what it wrote, and its post step runs', async () => {
  const step = patient('')
  await step.line(/^ready$/)
  expect(step.pid).toBeGreaterThan(0)
  expect(step.log).toBe('ready')
  step.kill()
  const result = await step.result
  expect(result).toMatchObject({ conclusion: 'failure', exitCode: null, signal: 'SIGKILL', outputs: {} })
  expect(result.post?.log).toBe('post has a path')
  expect(step.log).toBe('ready\npost has a path')
})

test('an abandoned step runs no post step', async () => {
  const step = patient('')
  await step.line('ready')
  step.abandon()
  expect((await step.result).post).toBeUndefined()
  expect(step.log).toBe('ready')
})

test('the rest of the job runs between main and post, and post runs even if it fails', async () => {
  const order: string[] = []
  const step = patient('', {
    onLine: ({ text }) => void order.push(text),
    restOfJob: ({ state }) => {
      order.push(`the rest, with ${JSON.stringify(state)}`)
      return Promise.reject(new Error('a later step failed'))
    }
  })
  await step.line('ready')
  step.kill()
  await expect(step.result).rejects.toThrow('a later step failed')
  expect(order).toEqual(['ready', 'the rest, with {"journal":"a path"}', 'post has a path'])
})

test('a step that gets a signal without a cancellation is not cancelled', async () => {
  const step = patient('')
  await step.line('ready')
  step.signal('SIGTERM')
  const { conclusion } = await step.result
  expect(conclusion).toBe(onPosix ? 'success' : 'failure')
})

test('waiting for a line is rejected when the step ends without it', async () => {
  const step = startStep({ action: fixture('on-failure'), workspace: workspace(), with: { code: '0' } })
  await expect(step.line('never')).rejects.toThrow('the step ended without the line never')
  await step.result
  await expect(step.line('never')).rejects.toThrow('the step ended without the line never')
})

test.each([
  ['0', 'success', undefined],
  ['1', 'failure', 'cleaning up']
])('post-if: failure() after exit code %s', async (code, conclusion, log) => {
  const result = await runStep({ action: fixture('on-failure'), workspace: workspace(), with: { code } })
  expect(result.conclusion).toBe(conclusion)
  expect(result.post?.log).toBe(log)
})

test('continue-on-error changes the conclusion and not the outcome', async () => {
  const result = await script('process.exit(1)', { continueOnError: true })
  expect(result).toMatchObject({ outcome: 'failure', conclusion: 'success', exitCode: 1 })
})

test('a child process that outlives the action does not delay the result', async () => {
  // the child process runs until this end of its connection is closed
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connected = once(server, 'connection') as Promise<[Socket]>
  const code = `require('node:net').connect(${(server.address() as AddressInfo).port}, '127.0.0.1').resume()`
  const result = await script(`
    const { spawn } = await import('node:child_process')
    spawn(process.execPath, ['-e', ${JSON.stringify(code)}], { stdio: 'ignore', detached: true }).unref()
  `)
  expect(result.conclusion).toBe('success')
  const [socket] = await connected
  expect(socket.readyState).toBe('open')
  socket.destroy()
  server.close()
})

test('reports lines as they are written, including those of the post step', async () => {
  const seen: string[] = []
  const onLine = ({ kind, text }: { kind: string; text: string }) => seen.push(`${kind} ${text}`)
  const result = await script("console.log('::group::A'); console.log('b')", { onLine }, "console.log('c')")
  expect(seen).toEqual(['group A', 'text b', 'text c'])
  expect(result.log).toBe('▶ A\n  b')
  expect(result.post?.log).toBe('c')
})

test('renders the log with and without color', async () => {
  const result = await script("console.log('\\u001b[32mgreen\\u001b[0m'); console.log('::error::red')")
  expect(renderLines(result.lines)).toBe('green\nError: red')
  expect(renderLines(result.lines, { color: true })).toBe(
    '\u001b[32mgreen\u001b[0m\n\u001b[31mError: red\u001b[0m'
  )
})
