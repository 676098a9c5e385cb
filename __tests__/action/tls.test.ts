import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { startStep } from '../../step-runner/step.ts'
import { seedOf, withCloud } from '../support/cloud.ts'
import { withRemoteCloud } from '../support/remote-cloud.ts'
import { annotationsOf, inputsFor, reportOf, ROOT, step } from '../support/step.ts'

/** On a busy machine, a refused connection must not look like one that timed out. */
const PATIENT = { 'request-timeout': '5m' }

describe('the certificate of the endpoint', () => {
  test('of an unknown authority fails after one attempt, with its cure', () =>
    withRemoteCloud({ name: 'localhost' }, async ({ cloud, endpoint, host }) => {
      const result = await step(inputsFor(cloud, { endpoint, ...PATIENT }))
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(reportOf(result).targets[0]?.error).toMatchObject({
        code: 'Transport.Tls',
        message: expect.stringContaining(
          `no TLS connection to ${host}: its certificate is not signed by a trusted authority`
        ),
        hint: expect.stringContaining('NODE_EXTRA_CA_CERTS')
      })
      expect(result.log).not.toContain('retrying in')
      expect(cloud.requests).toEqual([])
    }))

  test('of an authority in NODE_EXTRA_CA_CERTS is accepted', () =>
    withRemoteCloud({ name: 'localhost' }, async ({ cloud, endpoint, authorityFile }) => {
      const result = await step(inputsFor(cloud, { endpoint, ...PATIENT }), {
        env: { NODE_EXTRA_CA_CERTS: authorityFile }
      })
      // the server never closes the connection: a step that left it open would not have exited
      expect(result.outputs['result']).toBe('switched')
      expect(annotationsOf(result, 'warning')).toEqual([])
    }))

  test.each([
    ['missing', undefined, 'does not exist'],
    ['no PEM', 'not a certificate', 'contains no certificate in PEM format']
  ])(
    'of an authority in a NODE_EXTRA_CA_CERTS file that does not load (%s) is a warning, with its cure',
    (_, text, reason) =>
      withRemoteCloud({ name: 'localhost' }, async ({ cloud, endpoint, authorityFile }) => {
        const file = `${authorityFile}.other`
        if (text !== undefined) await writeFile(file, text)
        const result = await step(inputsFor(cloud, { endpoint, ...PATIENT }), {
          env: { NODE_EXTRA_CA_CERTS: file }
        })
        expect(annotationsOf(result, 'warning')).toEqual([
          expect.stringContaining(`NODE_EXTRA_CA_CERTS names "${file}", which ${reason}`)
        ])
        expect(reportOf(result).targets[0]?.error).toMatchObject({
          code: 'Transport.Tls',
          hint: expect.stringContaining('A file that cannot be loaded is ignored')
        })
      })
  )

  test('for another host name fails', () =>
    withRemoteCloud(
      { name: 'another.example', askedAs: 'localhost' },
      async ({ cloud, endpoint, authorityFile }) => {
        const result = await step(inputsFor(cloud, { endpoint, ...PATIENT }), {
          env: { NODE_EXTRA_CA_CERTS: authorityFile }
        })
        expect(reportOf(result).targets[0]?.error).toMatchObject({
          code: 'Transport.Tls',
          message: expect.stringContaining('its certificate is for another host name'),
          hint: expect.stringContaining('Check endpoint')
        })
        expect(cloud.requests).toEqual([])
      }
    ))

  test('is missing on an endpoint with plain http', () =>
    withCloud(seedOf(), async cloud => {
      const result = await step(inputsFor(cloud, { endpoint: `https://${cloud.endpoint}`, ...PATIENT }))
      expect(reportOf(result).targets[0]?.error).toMatchObject({
        code: 'Transport.Tls',
        message: expect.stringContaining('it does not respond with TLS')
      })
    }))
})

describe('verification cannot be turned off', () => {
  test('NODE_TLS_REJECT_UNAUTHORIZED=0 is an input error', () =>
    withRemoteCloud({ name: 'localhost' }, async ({ cloud, endpoint }) => {
      const result = await step(inputsFor(cloud, { endpoint, ...PATIENT }), {
        env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
      })
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(annotationsOf(result, 'error')).toEqual([
        expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED: is 0.*NODE_EXTRA_CA_CERTS/)
      ])
      expect(cloud.requests).toEqual([])
    }))

  test('with it, the post step sends no request, and says why', () =>
    withCloud(seedOf(), async cloud => {
      const temp = await mkdtemp(join(tmpdir(), 'temp-'))
      try {
        cloud.faults.add({ kind: 'hang-after-commit', action: 'ModifyBackendModel' })
        const written = cloud.nextRequest('ModifyBackendModel')
        const running = startStep({ action: ROOT, workspace: temp, temp, with: inputsFor(cloud) })
        await written
        running.abandon()
        await running.result
        const asked = cloud.requests.length

        // sets the variable after the main step started, which the step runner cannot do
        const journal = (await readdir(temp)).find(name => name.endsWith('.journal')) ?? ''
        const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'dist', 'post.js')], {
          env: {
            STATE_journal: join(temp, journal),
            NODE_TLS_REJECT_UNAUTHORIZED: '0',
            'INPUT_ACCESS-KEY-ID': cloud.accessKeyId,
            'INPUT_ACCESS-KEY-SECRET': cloud.accessKeySecret
          }
        })
        expect(stdout).toMatch(/^::error.*the write was not resolved.*NODE_TLS_REJECT_UNAUTHORIZED is 0/m)
        expect(cloud.requests).toHaveLength(asked)
      } finally {
        await rm(temp, { recursive: true })
      }
    }))
})
