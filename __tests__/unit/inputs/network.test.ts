import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { extraAuthoritiesProblem } from '../../../src/inputs/network.ts'
import { createAuthority } from '../../support/certificates.ts'
import { GOOD, problems, read } from '../../support/inputs.ts'

const folder = mkdtempSync(join(tmpdir(), 'authorities-'))
afterAll(() => rmSync(folder, { recursive: true }))

const path = join(folder, 'authorities.pem')
const problem = (): string | undefined => extraAuthoritiesProblem({ NODE_EXTRA_CA_CERTS: path })

let good = ''
beforeAll(async () => {
  good = (await createAuthority()).certificate.trim()
})
const damaged = (): string => good.replace(/\n[\w+/=]{5}/, '\n')

test.each([undefined, ''])('a variable that is not set is not a problem: %j', value => {
  expect(extraAuthoritiesProblem({ NODE_EXTRA_CA_CERTS: value })).toBeUndefined()
})

describe('a valid file', () => {
  test.each<[string, () => string]>([
    ['one certificate', () => good],
    ['several, with text around them', () => `# ours\n${good}\n# theirs\r\n${good}\n`],
    ['lines that end as on Windows', () => good.replaceAll('\n', '\r\n')],
    ['the older label', () => good.replaceAll(' CERTIFICATE', ' X509 CERTIFICATE')]
  ])('%s', (_name, text) => {
    writeFileSync(path, text())
    expect(problem()).toBeUndefined()
  })
})

describe('an invalid file', () => {
  test.each<[string, () => string, string]>([
    ['empty', () => '', 'contains no certificate in PEM format'],
    ['a key', () => good.replaceAll('CERTIFICATE', 'PRIVATE KEY'), 'contains no certificate in PEM format'],
    ['base64 alone', () => good.replaceAll(/-----.*/g, ''), 'contains no certificate in PEM format'],
    [
      'in the form that OpenSSL alone reads',
      () => good.replaceAll(' CERTIFICATE', ' TRUSTED CERTIFICATE'),
      'contains only certificates labeled TRUSTED CERTIFICATE, which Node ignores'
    ],
    ['binary', () => '\0\x30\x82\xff', 'contains no certificate in PEM format'],
    ['damaged', damaged, 'damaged certificate (number 1 of 1)'],
    ['damaged at its end', () => `${good}\n${damaged()}`, 'damaged certificate (number 2 of 2)'],
    ['cut off', () => `${good}\n${good.slice(0, -60)}`, 'damaged certificate (number 2 of 2)']
  ])('%s', (_name, text, reason) => {
    writeFileSync(path, text(), 'latin1')
    expect(problem()).toContain(`NODE_EXTRA_CA_CERTS names "${path}", which contains`)
    expect(problem()).toContain(reason)
  })

  test('a named pipe or a device is an input error, because reading it may never end', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    for (const file of [pipe, '/dev/zero']) {
      expect(await problems(GOOD, { NODE_EXTRA_CA_CERTS: file })).toEqual([
        expect.stringMatching(/^NODE_EXTRA_CA_CERTS: must be a file of certificates in PEM format/)
      ])
      expect(extraAuthoritiesProblem({ NODE_EXTRA_CA_CERTS: file })).toBeUndefined()
    }
    await read(GOOD, { NODE_EXTRA_CA_CERTS: '/dev/null' })
  })

  test('a file that is too large', () => {
    writeFileSync(path, good)
    truncateSync(path, 16 * 1024 * 1024 + 1)
    expect(problem()).toContain('is larger than 16 MiB')
  })

  test('a file that is missing, or a folder', () => {
    const of = (file: string) => extraAuthoritiesProblem({ NODE_EXTRA_CA_CERTS: file })
    expect(of(join(folder, 'nothing'))).toContain('does not exist')
    expect(of(join(path, 'x'))).toContain('cannot be read (ENOTDIR)')
    expect(of(folder)).toContain('is a folder')
    expect(of('a\n::error::b')).not.toContain('\n')
  })
})
