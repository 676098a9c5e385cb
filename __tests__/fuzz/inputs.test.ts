import fc from 'fast-check'
import { stringify } from 'yaml'
import { afterAll, describe } from '@jest/globals'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputError } from '../../src/errors/action-error.ts'
import { parseDocument } from '../../src/inputs/definition.ts'
import * as parse from '../../src/inputs/parsers.ts'
import { Invalid } from '../../src/inputs/source.ts'
import { INPUTS, readInputs, readNativeRows } from '../../src/inputs/table.ts'
import type { Edition } from '../../src/inputs/table.ts'
import {
  ApprovalSyntaxError,
  approvalLines,
  parseApprovals,
  parseFingerprint
} from '../../src/model/fingerprint.ts'
import { isLoopback } from '../../src/model/host.ts'
import { readGitHubContext } from '../../src/runtime/github.ts'
import { readProxySettings } from '../../src/runtime/proxy.ts'
import { createSecrets } from '../../src/runtime/secrets.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { holds, holdsAsync, hostileText, json, key, longText, secretText } from '../support/fuzz.ts'
import { createMemoryLog } from '../support/memory-log.ts'
import { GOOD_VALUES, SECRET_PLACES } from './input-values.ts'

/** A parser's value, or the message of its Invalid; anything else that it throws fails the property. */
function tried<T>(parser: (raw: string) => T, raw: string): { value: T } | { message: string } {
  try {
    return { value: parser(raw) }
  } catch (error) {
    if (error instanceof Invalid) return { message: error.message }
    throw error
  }
}

/** Input values are trimmed before they are parsed. */
const input = longText.map(text => text.trim())

describe('one input results in a value or an Invalid', () => {
  const parsers = Object.entries(INPUTS).map(([name, { parse: parser }]) => ({ name, parser }))
  holds('every parser, any text', [fc.constantFrom(...parsers), input], ({ parser }, raw) => {
    const result = tried<unknown>(parser, raw)
    if ('message' in result) assert.ok(result.message.length < 400)
  })

  const unit = fc.option(fc.nat({ max: 99_999 }), { nil: undefined })
  holds('a duration is the sum of its parts', [unit, unit, unit], (hours, minutes, seconds) => {
    const parts = [
      [hours, 'h', 3600],
      [minutes, 'm', 60],
      [seconds, 's', 1]
    ] as const
    const text = parts.map(([count, letter]) => (count === undefined ? '' : `${count}${letter}`)).join('')
    const ms = parts.reduce((sum, [count = 0, , length]) => sum + count * length * 1000, 0)
    const result = tried(parse.duration, text)
    if (ms > 0 && ms <= 86_400_000) assert.deepEqual(result, { value: ms })
    else assert.ok('message' in result)
  })
  holds('a duration, any text', [fc.oneof(input, fc.stringMatching(/^[0-9hms. -]{0,8}$/))], raw => {
    const result = tried(parse.duration, raw)
    if (!('value' in result)) return
    assert.equal(Number.isInteger(result.value / 1000), true)
    assert.ok(result.value > 0)
    assert.ok(result.value <= 86_400_000)
  })

  const code = fc.integer({ min: 90, max: 610 })
  const range = fc.tuple(code, fc.option(code, { nil: undefined }), fc.constantFrom('-', ' - ', '- '))
  holds('status ranges', [fc.array(range, { minLength: 1, maxLength: 4 })], ranges => {
    const text = ranges
      .map(([low, high, dash]) => `${low}${high === undefined ? '' : `${dash}${high}`}`)
      .join(',')
    const good = ranges.every(([low, high = low]) => low >= 100 && low <= high && high <= 599)
    const result = tried(parse.statusRanges, text)
    if (good)
      assert.deepEqual(result, { value: ranges.map(([low, high = low]) => ({ from: low, to: high })) })
    else assert.ok('message' in result)
  })
  holds('status ranges, any text', [fc.oneof(input, fc.stringMatching(/^[0-9, -]{0,12}$/))], raw => {
    const result = tried(parse.statusRanges, raw)
    if (!('value' in result)) return
    for (const { from, to } of result.value) assert.equal(from >= 100 && from <= to && to <= 599, true)
  })

  const headerName = fc.oneof(fc.stringMatching(/^[A-Za-z-]{1,12}$/), hostileText)
  holds(
    'probe headers: what HTTP takes, and no message holds a value',
    [fc.array(fc.tuple(headerName, hostileText), { maxLength: 4 }), secretText, fc.nat()],
    (pairs, secret, at) => {
      const lines = pairs.map(([name, value]) => `${name}: ${value}`)
      lines.splice(at % (lines.length + 1), 0, `X-Secret: ${secret}`)
      const result = tried(parse.probeHeaders, lines.join('\n'))
      if ('message' in result) assert.ok(!result.message.includes(secret))
      else {
        for (const [name, value] of Object.entries(result.value)) {
          validateHeaderName(name)
          validateHeaderValue(name, value)
        }
      }
    }
  )

  const host = fc.oneof(
    fc.constantFrom('localhost', '127.0.0.1', '[::1]', 'a.example', 'a.example:8443', '10.0.0.1', '127.1'),
    hostileText
  )
  holds(
    'an endpoint is https or this machine, and no message holds a password',
    [fc.constantFrom('', 'https://', 'http://', 'ftp://', '//'), fc.boolean(), host, hostileText, secretText],
    (scheme, withUser, name, rest, secret) => {
      const raw = `${scheme}${withUser ? `user:${secret}@` : ''}${name}${rest}`.trim()
      const result = tried(parse.endpoint, raw)
      if ('message' in result) {
        assert.ok(!result.message.includes(secret))
        return
      }
      const { protocol, hostname, username, password, pathname, search, hash } = result.value
      assert.deepEqual([username, password, pathname, search, hash], ['', '', '/', '', ''])
      assert.equal(protocol === 'https:' || isLoopback(hostname), true)
    }
  )
  holds(
    'probe URLs are http(s), and no message holds a password',
    [fc.constantFrom('https://', 'http://', 'ftp://', ''), host, hostileText, secretText],
    (scheme, name, rest, secret) => {
      const result = tried(parse.probeUrls, `${scheme}user:${secret}@${name}${rest}`.trim())
      if ('message' in result) {
        assert.ok(!result.message.includes(secret))
        return
      }
      for (const url of result.value) assert.match(url.href, /^https?:\/\//)
    }
  )
})

describe('approvals', () => {
  const fingerprint = fc.stringMatching(/^fp[12]:[0-9a-f]{64}$/)
  holds(
    'any text: approvals, or a line that is wrong',
    [fc.oneof(longText, fingerprint), longText],
    (first, rest) => {
      try {
        const approvals = parseApprovals(`${first}${rest}`)
        const found =
          approvals.kind === 'single' ? [approvals.fingerprint] : [...approvals.fingerprints.values()]
        assert.ok(found.length > 0)
        for (const one of found) assert.notEqual(parseFingerprint(one), undefined)
      } catch (error) {
        assert.ok(error instanceof ApprovalSyntaxError)
        assert.ok((error as Error).message.length < 300)
      }
    }
  )
  const name = fc.stringMatching(/^[\w-]{1,10}\/[A-Z0-9]{2,10}$/)
  holds(
    'the lines of a plan file are read as they were written',
    [
      fc.uniqueArray(fc.record({ name, fingerprint }), {
        minLength: 1,
        maxLength: 5,
        selector: plan => plan.name
      })
    ],
    plans => {
      assert.deepEqual(parseApprovals(approvalLines(plans)), {
        kind: 'named',
        fingerprints: new Map(plans.map(plan => [plan.name, plan.fingerprint]))
      })
    }
  )
  holds(
    'a fingerprint, any text',
    [fc.oneof(hostileText, fc.stringMatching(/^fp[123]:[0-9a-fA-F]{60,66}$/))],
    text => {
      const halves = parseFingerprint(text)
      if (halves !== undefined) assert.equal(`fp${halves.version}:${halves.live}${halves.desired}`, text)
    }
  )
})

describe('documents', () => {
  holdsAsync(
    'JSON is read as JSON.parse reads it',
    [json, fc.constantFrom(undefined, 2, '\t')],
    async (value, space) => {
      const text = JSON.stringify(value, null, space)
      const read = await refusal(text)
      // rejects numbers that would lose digits, and values that YAML would read differently
      if (typeof read !== 'string') assert.deepEqual(read.value, JSON.parse(text))
    }
  )
  holdsAsync('YAML is read as it was written', [json], async value => {
    // below a key, because a text alone may start with a byte order mark
    const plain = { key: JSON.parse(JSON.stringify(value)) as unknown }
    const read = await refusal(stringify(plain))
    if (typeof read !== 'string') assert.deepEqual(read.value, plain)
  })
  const damage = fc.array(fc.tuple(fc.nat(), hostileText), { maxLength: 3 })
  holdsAsync(
    'whatever is wrong with one, the message does not repeat it',
    [fc.array(fc.tuple(key, secretText), { maxLength: 3 }), json, fc.boolean(), damage],
    async (secrets, rest, asYaml, blows) => {
      const document = { ...Object.fromEntries(secrets), rest }
      let text = asYaml ? stringify(document) : JSON.stringify(document)
      for (const [at, blow] of blows) {
        const place = at % (text.length + 1)
        text = text.slice(0, place) + blow + text.slice(place)
      }
      const read = await refusal(text)
      if (typeof read !== 'string') return
      assert.ok(!read.includes('hunter2'))
      assert.ok(read.length < 20_000)
    }
  )
  holdsAsync('any text', [longText], async text => {
    const read = await refusal(text)
    if (typeof read === 'string') assert.ok(read.length < 20_000)
  })

  /** A document's value, or the message of its Invalid. */
  async function refusal(text: string): Promise<{ value: unknown } | string> {
    try {
      return { value: await parseDocument(text) }
    } catch (error) {
      if (error instanceof Invalid) return error.message
      throw error
    }
  }
})

describe('proxies', () => {
  const proxy = fc.oneof(
    hostileText,
    fc
      .tuple(fc.constantFrom('http://', 'https://', '', 'socks5://'), hostileText)
      .map(([scheme, rest]) => `${scheme}user:hunter2secret@proxy:3128${rest}`)
  )
  const list = fc
    .array(
      fc.oneof(
        hostileText,
        fc.constantFrom(
          '*',
          '.example',
          'a.example',
          '*.example',
          'a.example:443',
          '10.0.0.0/8',
          '10.0.0.0/99'
        ),
        fc.constantFrom(
          '::1',
          '[::1]:80',
          'fe80::/10',
          '/',
          '0.0.0.0/0',
          '.',
          ':',
          '::/0',
          'a/b',
          '1.2.3/4',
          ''
        )
      ),
      { maxLength: 5 }
    )
    .chain(parts => fc.constantFrom(',', ' ', ', ').map(comma => parts.join(comma)))
  const urls = [
    ...[
      'https://a.example/x',
      'http://10.1.2.3:8080',
      'http://[fe80::1]:80',
      'https://localhost',
      'http://127.0.0.1'
    ],
    ...['https://apigateway.cn-hangzhou.aliyuncs.com', 'http://[::ffff:10.0.0.1]/', 'https://a.example.:8443']
  ].map(text => new URL(text))

  holds(
    'any NO_PROXY and any proxy: a way for each URL, and no problem that holds a password',
    [list, fc.option(proxy, { nil: undefined }), fc.option(proxy, { nil: undefined }), fc.boolean()],
    (noProxy, http, https, lower) => {
      const spelled = (name: string): string => (lower ? name.toLowerCase() : name)
      const { proxyFor, problems, secrets } = readProxySettings({
        [spelled('NO_PROXY')]: noProxy,
        [spelled('HTTP_PROXY')]: http,
        [spelled('HTTPS_PROXY')]: https
      })
      for (const url of urls) {
        const way = proxyFor(url)
        assert.equal(way === undefined || way instanceof URL, true)
        if (isLoopback(url.hostname)) assert.equal(way, undefined)
        if (way !== undefined && way.password !== '') assert.ok(secrets.includes(way.password))
      }
      assert.ok(!JSON.stringify(problems).includes('hunter2'))
    }
  )
})

const NATIVE_ROWS = await readNativeRows()

describe('all inputs together', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'fuzz-'))
  writeFileSync(join(workspace, 'data.yaml'), 'ServiceAddress: http://a\n')
  writeFileSync(join(workspace, 'plan.txt'), `fp1:${'0'.repeat(64)}\n`)
  afterAll(() => {
    rmSync(workspace, { recursive: true })
  })

  const envOf = (names: readonly string[]): fc.Arbitrary<readonly (string | undefined)[]> =>
    fc.tuple(
      ...names.map(name =>
        fc.oneof(
          { weight: 12, arbitrary: fc.constantFrom(...(GOOD_VALUES[name] ?? [''])) },
          { weight: 1, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: longText }
        )
      )
    )
  const EDITIONS: readonly (readonly [Edition, readonly string[]])[] = [
    ['root', Object.keys(INPUTS)],
    ['native', Object.keys(NATIVE_ROWS)]
  ]
  describe.each(EDITIONS)('%s', (edition, names) => {
    holdsAsync(
      'Inputs, or an InputError that names what is wrong and holds no secret',
      [envOf(names), fc.constantFrom(...SECRET_PLACES), secretText, hostileText],
      async (values, place, secret, noise) => {
        const env: Record<string, string | undefined> = {
          GITHUB_WORKSPACE: workspace,
          'INPUT_ACCESS-KEY-SECRET': 'other-secret',
          ...Object.fromEntries(names.map((name, index) => [`INPUT_${name.toUpperCase()}`, values[index]])),
          ...place(secret, noise)
        }
        const secrets = createSecrets(() => undefined)
        try {
          const tools = { clock: new FakeClock(), log: createMemoryLog() }
          const { targets } = await readInputs(env, readGitHubContext(env), secrets, tools, edition)
          assert.equal(
            targets.every(({ name }) => /^svc-|\//.test(name)),
            true
          )
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          assert.ok(error.problems.length > 0)
          assert.ok(!error.message.includes(secret))
          assert.doesNotMatch(error.message, /\n\s+at /)
          assert.ok(error.message.length < 20_000)
        }
      }
    )
  })
})
