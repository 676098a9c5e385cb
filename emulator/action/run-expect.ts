import { request } from 'node:http'
import * as core from '@actions/core'
import { LineCounter, parseDocument } from 'yaml'
import { COUNT } from '../steering/count.ts'
import { EXPECTATIONS } from '../steering/expectations.ts'
import { STEER_PATH } from '../steering/server.ts'
import { CHANGES } from '../steering/steering.ts'
import type { Outcome } from '../steering/steering.ts'
import { InputError, readFlag, refuseUnknownInputs } from './inputs.ts'

/** Each field of a control request has an input of the same name, which is YAML unless listed below. */
const FIELDS: readonly string[] = [...EXPECTATIONS, ...CHANGES]
const FLAG_INPUTS = ['clear-faults', 'release-batches', 'release-holds']
const TEXT_INPUTS = ['since', 'oidc-subject']
const YAML_INPUTS = FIELDS.filter(name => ![...FLAG_INPUTS, ...TEXT_INPUTS].includes(name))
/** Inputs that assert something. An empty one is an error: it may be an output that was dropped or misspelled, and would assert nothing. */
const EXPECTED_INPUTS: readonly string[] = EXPECTATIONS.filter(name => YAML_INPUTS.includes(name))
const ANY = 'any'
const COUNT_INPUTS: readonly string[] = ['requests', 'held', 'writes']

/** Every input of `emulator/expect`. */
export const EXPECT_INPUTS = ['control-url', 'control-token', ...YAML_INPUTS, ...FLAG_INPUTS, ...TEXT_INPUTS]

const TIMEOUT_MS = 30_000

/**
 * The `emulator/expect` step: asserts what the job's emulator has received and stores, and changes its behavior.
 * @returns the exit code
 */
export async function runExpect(): Promise<number> {
  try {
    refuseUnknownInputs(process.env, EXPECT_INPUTS)
    const [url, fields] = [readUrl(), readRequest()]
    const outcome = await steer(url, core.getInput('control-token'), fields)
    core.setOutput('requests', JSON.stringify(outcome.requests))
    core.setOutput('writes', outcome.writes)
    for (const change of outcome.changes) core.info(change)
    if (outcome.failures.length === 0) {
      const asserted = EXPECTATIONS.some(name => name !== 'since' && Object.hasOwn(fields, name))
      const writes = `${outcome.writes} ${outcome.writes === 1 ? 'write' : 'writes'}`
      core.info(
        `${asserted ? 'all expectations met' : 'nothing was asserted'}: ${writes}, requests ${JSON.stringify(outcome.requests)}`
      )
      return 0
    }
    core.error(outcome.failures.join('\n'), { title: 'Expectations not met' })
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    core.error(message, { title: 'Could not check expectations' })
  }
  return 1
}

/** Only loopback URLs are accepted, so that the token is only sent to an emulator on this machine. */
function readUrl(): URL {
  const text = core.getInput('control-url')
  if (!/^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(text)) {
    const found = text === '' ? 'it is empty' : `found "${text}"`
    throw new InputError(`control-url must be the output control-url of the emulator step; ${found}`)
  }
  if (core.getInput('control-token') === '') {
    throw new InputError('control-token must be the output control-token of the emulator step; it is empty')
  }
  return new URL(STEER_PATH, text)
}

/** @throws InputError listing every invalid input */
function readRequest(): Record<string, unknown> {
  const problems: string[] = []
  const entries: [string, unknown][] = []
  for (const name of YAML_INPUTS) {
    const text = core.getInput(name, { trimWhitespace: false })
    const isExpected = EXPECTED_INPUTS.some(expected => expected === name)
    if (isExpected && text.trim() === ANY) continue
    if (text.trim() === '') {
      if (isExpected)
        problems.push(`${name} is empty and would assert nothing; set a value or "any", or omit it`)
      continue
    }
    // unquoted, `>= 1` would start a block scalar in YAML
    if (COUNT_INPUTS.includes(name) && COUNT.test(text.trim())) {
      entries.push([name, text.trim()])
      continue
    }
    const lineCounter = new LineCounter()
    const document = parseDocument(text, { prettyErrors: false, lineCounter })
    const found = [...document.errors, ...document.warnings]
    for (const { message, pos } of found) {
      const { line, col } = lineCounter.linePos(pos[0])
      problems.push(`${name}: line ${Math.max(line, 1)}, column ${Math.max(col, 1)}: ${message}`)
    }
    entries.push([name, found.length > 0 ? null : document.toJS()])
  }
  for (const name of FLAG_INPUTS) {
    try {
      if (readFlag(name)) entries.push([name, true])
    } catch (thrown) {
      problems.push((thrown as Error).message)
    }
  }
  for (const name of TEXT_INPUTS) {
    const text = core.getInput(name)
    if (text !== '') entries.push([name, text])
  }
  if (problems.length > 0) throw new InputError(problems.join('\n'))
  return Object.fromEntries(entries)
}

async function steer(url: URL, token: string, body: object): Promise<Outcome> {
  const { status, text } = await post(url, token, JSON.stringify(body))
  const outcome = JSON.parse(text) as Outcome & { readonly problems?: readonly string[] }
  if (status === 200) return outcome
  throw new InputError((outcome.problems ?? [`the emulator responded with HTTP ${status}`]).join('\n'))
}

function post(url: URL, token: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    // without an agent, so never through a proxy
    const options = { method: 'POST', headers, agent: false as const, timeout: TIMEOUT_MS }
    const sent = request(url, options, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
      )
    })
    sent.on('timeout', () =>
      sent.destroy(new Error(`${url.host} did not respond within ${TIMEOUT_MS / 1000} s`))
    )
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const isGone = error.code === 'ECONNREFUSED'
      reject(
        isGone
          ? new Error(`no emulator listens on ${url.host}; run the emulator step earlier in the same job`)
          : error
      )
    })
    sent.end(body)
  })
}
