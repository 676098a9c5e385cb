import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { startEmulator } from '../../emulator/emulator.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { startControl } from '../../emulator/steering/server.ts'
import { needsOf, readMetadata, readWorkflow, ROOT } from '../support/workflows/document.ts'
import { play } from '../support/workflows/play.ts'
import { jobsOf } from '../support/workflows/places.ts'
import { endsOf, NEW_ORDERS, ORDERS, outputsOf, PATIENT, withShop } from '../support/workflows/shop.ts'

const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('ci', () => {
  const ci = readWorkflow('.github/workflows/ci.yml')

  test('ci-ok waits for every other job, and fails unless all of them pass', async () => {
    const { 'ci-ok': last, ...others } = ci.jobs
    expect(needsOf(last ?? {})).toEqual(Object.keys(others))
    expect(last?.if).toBe('always()')
    const commands = { npm: 'exit "${NPM_EXIT:-0}"', git: 'echo "$GIT_SAYS"' }
    const setup = { event: { name: 'push' }, commands }
    const good = await play(ci.path, setup)
    expect(good.at(-1)).toMatchObject({ name: 'ci-ok', result: 'success' })
    const bad = await play(ci.path, { ...setup, commands: { ...commands, npm: 'exit 1' } })
    expect(bad.at(-1)).toMatchObject({ name: 'ci-ok', result: 'failure' })
  })

  test('runs on all three systems', () => {
    expect(ci.jobs['test']?.strategy?.matrix).toEqual({
      os: ['ubuntu-latest', 'macos-latest', 'windows-latest']
    })
  })

  test.each([
    ['changed', ' M dist/app.js'],
    ['untracked', '?? emulator/dist/1.js'],
    ['deleted', ' D dist/package.json']
  ])('fails for a dist with a %s file, and reports how to rebuild', async (_, status) => {
    const commands = { npm: 'true', git: `echo '${status}'` }
    const jobs = await play(ci.path, { event: { name: 'push' }, commands })
    const dist = jobs.find(({ name }) => name === 'dist')
    expect(dist?.result).toBe('failure')
    expect(dist?.steps.at(-1)?.log).toContain(status)
    expect(dist?.steps.at(-1)?.log).toContain('npm ci && npm run build')
  })
})

test('e2e passes against the emulator, and its steps that must fail do', async () => {
  const seed = text('emulator/default-seed.yaml').replace(/ms-per-api: \d+/, 'ms-per-api: 10')
  const started: Pick<Emulator, 'close'>[] = []
  const folder = await mkdtemp(join(tmpdir(), 'e2e-'))
  let outputs: Readonly<Record<string, string>> = {}
  try {
    const jobs = await play('.github/workflows/e2e.yml', {
      event: { name: 'push' },
      adds: PATIENT,
      startEmulator: async ({ oidc, tls }) => {
        const emulator = await startEmulator({
          seed,
          tls: tls === 'true',
          ...(oidc === 'true' ? { oidc: { subject: 'repo:octo-org/octo-shop:ref:refs/heads/main' } } : {})
        })
        const control = await startControl(emulator, 'the token')
        started.push(emulator, control)
        const { endpoint, gateway, accessKeyId, accessKeySecret, issuer, authority = '', cloud } = emulator
        const certificateFile = join(folder, 'authority.pem')
        await writeFile(certificateFile, authority)
        const { oidcProviders, roles } = cloud.seed
        outputs = {
          endpoint,
          gateway,
          'access-key-id': accessKeyId,
          'access-key-secret': accessKeySecret,
          'control-url': control.url,
          'control-token': 'the token',
          'certificate-file': certificateFile,
          'id-token-request-url': issuer?.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '',
          'id-token-request-token': issuer?.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '',
          'oidc-provider-arn': oidcProviders[0]?.arn ?? '',
          'role-arn': roles[0]?.arn ?? ''
        }
        return outputs
      }
    })
    const switched = 'success planned switched unchanged switched'
    expect(endsOf(jobs)).toEqual({
      'switch (ubuntu-latest)': switched,
      'switch (macos-latest)': switched,
      'switch (windows-latest)': switched,
      'keyless (ubuntu-latest)': 'success switched',
      'keyless (macos-latest)': 'success switched',
      'keyless (windows-latest)': 'success switched',
      'must-fail': 'success failed failed failed'
    })
    const names = Object.keys(outputs)
    expect(Object.keys(readMetadata('emulator/action.yml').outputs)).toEqual(expect.arrayContaining(names))
  } finally {
    await Promise.all(started.map(server => server.close()))
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
})

describe('release', () => {
  const release = readWorkflow('.github/workflows/release.yml')

  test('the job that writes follows the one that builds, in an environment, and runs no code of this repository', () => {
    const [build, publish, ...others] = jobsOf(release)
    expect(others).toEqual([])
    expect(build).toMatchObject({ name: 'build', job: { permissions: { contents: 'read' } } })
    expect(publish).toMatchObject({ name: 'publish', job: { needs: 'build', environment: 'release' } })
    const scripts = publish?.steps.flatMap(({ run }) => run ?? []).join('\n') ?? ''
    expect(scripts).not.toMatch(/\b(npm|npx|node)\b|\.\//)
  })
})

describe('the reusable workflow', () => {
  const path = '.github/workflows/switch-backend.yml'
  const inputs = {
    environment: 'production',
    'backend-id': ORDERS,
    'stage-name': 'RELEASE',
    'backend-model-data-file': 'orders.json',
    'region-id': 'cn-hangzhou'
  }
  const repository = { 'orders.json': JSON.stringify(NEW_ORDERS) }

  test('plans, then applies the plan in the environment', () =>
    withShop(async ({ base, emulator }) => {
      const jobs = await play(path, { ...base, event: { name: 'push', inputs }, repository })
      expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'success switched' })
      const [, apply] = jobs
      expect(apply).toMatchObject({
        environment: 'production',
        concurrencyGroup: `switch-backend-${ORDERS}-RELEASE`
      })
      expect(apply?.steps[1]?.own?.inputs['approved-plan']).toBe(outputsOf(jobs)[0]?.['plan-fingerprint'])
      expect(emulator.cloud.definition(ORDERS, 'RELEASE')).toEqual(NEW_ORDERS)
    }))

  test('sends nothing when someone else writes while the approval is pending', () =>
    withShop(async ({ base, emulator, writes }) => {
      const jobs = await play(path, {
        ...base,
        event: { name: 'push', inputs },
        repository,
        beforeJob: name => {
          if (name === 'apply')
            emulator.cloud.write(ORDERS, 'RELEASE', { ServiceAddress: 'http://other.internal' })
        }
      })
      expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'failure failed' })
      expect(writes()).toBe(0)
    }))

  test.each([
    [false, 'failure failed'],
    [true, 'success switched']
  ])('after a newer run deployed, with allow-older-run: %s the apply is %s', (allowed, result) =>
    withShop(async ({ base, emulator }) => {
      const stamp = 'octo-org/octo-shop@5f0c3a1d9be2 run 101 by octocat 9e3779b9'
      emulator.cloud.write(ORDERS, 'RELEASE', { ServiceAddress: 'http://orders-v3.internal:8080' }, stamp)
      const jobs = await play(path, {
        ...base,
        event: { name: 'push', inputs: { ...inputs, 'allow-older-run': allowed } },
        github: { runId: '100' },
        repository
      })
      expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: result })
      expect(jobs[0]?.steps[1]?.log.includes('would be refused with the code Superseded')).toBe(!allowed)
    })
  )

  test('it has every output of this action that a caller can use', () => {
    const { call } = readWorkflow(path)
    const files = ['plan-file', 'manifest-file', 'report-file'] // paths on another runner
    const planned = ['matrix', 'backend-type', 'backend-model-id']
    const { outputs } = readMetadata('action.yml')
    const expected = Object.keys(outputs).filter(name => ![...files, ...planned].includes(name))
    expect(Object.keys(call?.outputs ?? {}).sort()).toEqual(expected.sort())
  })

  test('it takes every input of this action except those that its head lists', () => {
    const { call, text: source } = readWorkflow(path)
    const [, listed = ''] = /it does not take: ([^.]+)\./.exec(source.replaceAll('\n# ', ' ')) ?? []
    const left = Object.keys(readMetadata('action.yml').inputs).filter(
      name => !(name in (call?.inputs ?? {}))
    )
    expect(listed.split(', ').sort()).toEqual(left.sort())
  })

  test('it passes on every input that a step of this action has', () => {
    const { call, jobs } = readWorkflow(path)
    const applied = jobs['apply']?.steps?.find(({ id }) => id === 'apply')?.with ?? {}
    const known = Object.keys(call?.inputs ?? {}).filter(name => name in readMetadata('action.yml').inputs)
    expect(known.filter(name => !String(applied[name]).includes(`inputs.${name} }}`))).toEqual([])
  })

  test('the caller’s checks: takes the headers from the secret, and bakes', () =>
    withShop(async ({ base, probes }) => {
      const jobs = await play(path, {
        ...base,
        secrets: { ...base.secrets, PROBE_HEADERS: 'Authorization: APPCODE the-app-code' },
        event: {
          name: 'push',
          inputs: {
            ...inputs,
            'probe-url': 'https://orders.example.com/health',
            'probe-headers': 'X-Other: 1',
            'bake-time': '1s'
          }
        },
        repository
      })
      expect(endsOf(jobs)).toEqual({ plan: 'success planned', apply: 'success switched' })
      expect(probes.length).toBeGreaterThan(3)
      expect(probes[0]).toMatchObject({ authorization: 'APPCODE the-app-code' })
      expect(probes[0]).not.toHaveProperty('x-other')
    }))

  test('guards have a default that is not empty, as in action.yml', () => {
    const { call } = readWorkflow(path)
    const { inputs: declared } = readMetadata('action.yml')
    for (const [name, input] of Object.entries(call?.inputs ?? {})) {
      const fallback = declared[name]?.default
      if (fallback !== undefined) expect([name, String(input.default)]).toEqual([name, fallback])
    }
  })
})

test('dependabot updates packages and actions', () => {
  const { version, updates } = parse(text('.github/dependabot.yml')) as {
    version: number
    updates: { 'package-ecosystem': string; directory?: string; directories?: string[] }[]
  }
  expect(version).toBe(2)
  expect(updates.map(update => update['package-ecosystem'])).toEqual([
    'npm',
    'github-actions',
    'pip',
    'gomod'
  ])
  expect(updates[1]?.directories).toEqual(['/', '/examples'])
})

describe('templates', () => {
  const folder = '.github/ISSUE_TEMPLATE'
  const forms = readdirSync(join(ROOT, folder)).filter(name => name !== 'config.yml')

  test.each(forms)('%s is a valid form', name => {
    const form = parse(text(`${folder}/${name}`)) as {
      name: string
      description: string
      body: {
        type: string
        id?: string
        attributes: { label?: string; value?: string; options?: string[] }
      }[]
    }
    expect(form.name.length).toBeGreaterThan(3)
    expect(form.description.length).toBeGreaterThan(10)
    const fields = form.body.filter(({ type }) => type !== 'markdown')
    expect(fields.length).toBeGreaterThan(0)
    for (const { type, id, attributes } of fields) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type)
      expect(id).toMatch(/^[\w-]+$/)
      expect(attributes.label).toBeDefined()
      if (type === 'dropdown') expect(attributes.options?.length).toBeGreaterThan(1)
    }
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length)
  })

  test('the commands of the pull request template exist', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> }
    const template = text('.github/PULL_REQUEST_TEMPLATE.md')
    const named = [...template.matchAll(/npm (?:run )?(\w+)/g)].map(([, name = '']) => name)
    expect(named.length).toBeGreaterThan(1)
    expect(named.filter(name => !(name in scripts))).toEqual([])
  })
})
