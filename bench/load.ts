// Load-tests the emulator: many clients with keep-alive connections on the control plane and on the data plane.
import { fork } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { signV3 } from '../emulator/signature.ts'

export interface LoadStart {
  readonly endpoint: string
  readonly gateway: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
}
export interface LoadFigures {
  readonly sockets: number
  readonly heapMiB: number
  readonly externalMiB: number
  readonly rssMiB: number
}
export type LoadResponse = LoadStart | LoadFigures

const HELP = `Load-tests the emulator, and prints its errors and the sockets and memory that remain in use afterwards.

Usage: node bench/load.ts [--clients N] [--seconds N] [--write-bytes N] [--things N]

  --clients N      number of clients per plane, each with a keep-alive connection (default: 200)
  --seconds N      duration (default: 20)
  --write-bytes N  size of a definition; every tenth control plane call is a write (default: 1000)
  --things N       number of backends, and of APIs (default: 100)
  -h, --help       print this text
`

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
    'write-bytes': { type: 'string', default: '1000' },
    things: { type: 'string', default: '100' },
    help: { type: 'boolean', short: 'h', default: false }
  }
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const clients = Number(values.clients)
const seconds = Number(values.seconds)
const things = Number(values.things)
const padding = 'x'.repeat(Number(values['write-bytes']))

const idOf = (index: number): string => index.toString(16).padStart(32, '0')
const numbers = Array.from({ length: things }, (_, index) => index)
const seed = `
accounts: [{ id: '1', keys: [{ id: load, secret: load-secret }] }]
backends:
${numbers.map(index => `  - { id: ${idOf(index)}, name: b-${index}, type: MOCK, stages: { RELEASE: { MockConfig: { MockResult: hello } } } }`).join('\n')}
groups: [{ name: shop, domains: [shop.localhost] }]
apis:
${numbers.map(index => `  - { name: a-${index}, group: shop, path: /a/${index}, backend: b-${index}, published: [RELEASE] }`).join('\n')}
`

const startedAt = performance.now()
const child = fork(join(import.meta.dirname, 'load-process.ts'), {
  execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning']
})
// not as an argument: the system limits its length
child.send(seed)
const [started] = (await once(child, 'message')) as [LoadStart]
print('started within', `${Math.round(performance.now() - startedAt)} ms, ${things} backends and APIs`)
print('before', await figures())

const end = Date.now() + seconds * 1000
const errors = new Map<string, number>()
const counts = { control: 0, data: 0 }
const agents = [keepingAgent(), keepingAgent()] as const
const working = Array.from({ length: clients }, (_, index) => [
  controlClient(index),
  dataClient(index)
]).flat()
let during = await figures()
let sampled = Promise.resolve()
const sampling = setInterval(() => {
  sampled = sampled.then(async () => {
    during = await figures()
  })
}, 1000)
await Promise.all(working)
clearInterval(sampling)
await sampled
print('during', during)
for (const agent of agents) agent.destroy()
print('after', await settled())
print('requests', `control plane ${counts.control}, gateway ${counts.data}, in ${seconds} s`)
print('errors', errors.size === 0 ? 'none' : JSON.stringify(Object.fromEntries(errors)))
child.disconnect()
if (errors.size > 0) process.exitCode = 1

function keepingAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: clients })
}

async function controlClient(index: number): Promise<void> {
  for (let count = 0; Date.now() < end; count++) {
    const id = idOf((index + count) % things)
    const definition = JSON.stringify({ MockConfig: { MockResult: 'hello' }, padding, count })
    const write = { BackendId: id, StageName: 'RELEASE', BackendModelData: definition }
    if (
      await send(
        count % 10 === 9
          ? signed('ModifyBackendModel', write)
          : signed('DescribeBackendInfo', { BackendId: id })
      )
    )
      counts.control++
  }
}

async function dataClient(index: number): Promise<void> {
  for (let count = 0; Date.now() < end; count++) {
    const url = `${started.gateway}/a/${(index + count) % things}`
    if (await send({ url, headers: { host: 'shop.localhost' }, body: '', agent: agents[1] })) counts.data++
  }
}

interface LoadRequest {
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly agent: Agent
}

function signed(action: string, params: Record<string, string>): LoadRequest {
  const body = new URLSearchParams(params).toString()
  const headers: Record<string, string> = {
    host: started.endpoint,
    'content-type': 'application/x-www-form-urlencoded',
    'x-acs-action': action,
    'x-acs-version': '2016-07-14',
    'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': createHash('sha256').update(body).digest('hex')
  }
  const names = Object.keys(headers).toSorted()
  const received = { method: 'POST', path: '/', query: [], form: [], headers, body: Buffer.from(body) }
  const signature = signV3(received, names, started.accessKeySecret)
  headers['authorization'] =
    `ACS3-HMAC-SHA256 Credential=${started.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  return { url: `http://${started.endpoint}/`, headers, body, agent: agents[0] }
}

/** @returns whether the response was a 200; anything else is counted as an error */
function send({ url, headers, body, agent }: LoadRequest): Promise<boolean> {
  return new Promise(resolve => {
    const fail = (what: string): void => {
      errors.set(what, (errors.get(what) ?? 0) + 1)
      resolve(false)
    }
    const request = httpRequest(url, { method: body === '' ? 'GET' : 'POST', headers, agent }, response => {
      response.resume()
      response.on('end', () =>
        response.statusCode === 200 ? resolve(true) : fail(`HTTP ${response.statusCode}`)
      )
      response.on('error', error => fail(error.message))
    })
    request.on('error', error => fail(error.message))
    request.end(body)
  })
}

async function figures(): Promise<LoadFigures> {
  child.send('figures')
  const [response] = (await once(child, 'message')) as [LoadFigures]
  return response
}

/** The figures once the clients' sockets are closed, or after five seconds if they stay open. */
async function settled(): Promise<LoadFigures> {
  let last = await figures()
  for (let count = 0; count < 50 && last.sockets > 0; count++) {
    await new Promise(resolve => setTimeout(resolve, 100))
    last = await figures()
  }
  return last
}

function print(name: string, value: string | LoadFigures): void {
  const text =
    typeof value === 'string'
      ? value
      : `${value.sockets} sockets, heap ${value.heapMiB} MiB, external ${value.externalMiB} MiB, resident ${value.rssMiB} MiB`
  process.stdout.write(`${name.padEnd(16)}${text}\n`)
}
