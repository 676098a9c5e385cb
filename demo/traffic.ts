import { Agent, get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Sample } from './sample.ts'

/** A tick is shorter than the time between two requests, so that the pace is even. */
const TICK_MS = 5
const TIMEOUT_MS = 3_000

export interface TrafficOptions {
  /** `http://127.0.0.1:<port>` */
  readonly gateway: string
  /** The domain of the API group. */
  readonly host: string
  readonly stage: string
  /** Asked in turn. */
  readonly paths: readonly string[]
  readonly perSecond: number
  /** How long a connection may be silent before its request counts as lost; 3 s when not given. */
  readonly timeoutMs?: number
  /** The system's time when not given. */
  readonly time?: TrafficTime
}

/** What paces the requests. */
export interface TrafficTime {
  /** Milliseconds since any moment. */
  now(): number
  /** Runs something again and again. @returns ends it */
  every(ms: number, run: () => void): () => void
}

const systemTime: TrafficTime = {
  now: () => performance.now(),
  every: (ms, run) => {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  }
}

export interface Traffic {
  /** Milliseconds since the first request. */
  readonly elapsedMs: number
  /** What has had a response, or was lost, so far. */
  readonly samples: readonly Sample[]
  /** Sends no more; resolves when every request has its end. */
  stop(): Promise<void>
}

/** Sends requests through the gateway at a steady pace, over connections that are kept. */
export function startTraffic(options: TrafficOptions): Traffic {
  const { paths, perSecond, time = systemTime } = options
  const startedAt = time.now()
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const samples: Sample[] = []
  const underWay = new Set<Promise<void>>()
  let sent = 0

  const send = () => {
    const path = paths[sent % paths.length] ?? '/'
    const atMs = time.now() - startedAt
    sent++
    const request = ask(options, agent, path).then(answer => {
      samples.push({ path, atMs, endedAtMs: time.now() - startedAt, ...answer })
      underWay.delete(request)
    })
    underWay.add(request)
  }
  const stopSending = time.every(TICK_MS, () => {
    const due = ((time.now() - startedAt) * perSecond) / 1000
    while (sent < due) send()
  })

  return {
    get elapsedMs() {
      return time.now() - startedAt
    },
    samples,
    stop: async () => {
      stopSending()
      await Promise.all(underWay)
      agent.destroy()
    }
  }
}

type Answer = Pick<Sample, 'version' | 'lost'>

/** Never rejects: whatever is not a response of a version is a lost request. */
function ask(options: TrafficOptions, agent: Agent, path: string): Promise<Answer> {
  const lost = (reason: string): Answer => ({ version: undefined, lost: reason })
  return new Promise(resolve => {
    const headers = { host: options.host, 'X-Ca-Stage': options.stage }
    const { gateway, timeoutMs: timeout = TIMEOUT_MS } = options
    const request = get(new URL(path, gateway), { agent, headers, timeout }, response => {
      void readAll(response).then(
        body =>
          resolve(
            readResponse(response.statusCode ?? 0, body) ?? lost(`${response.statusCode ?? 0} ${body}`)
          ),
        (error: unknown) => resolve(lost(String(error)))
      )
    })
    request.on('timeout', () => request.destroy(new Error('no response in time')))
    request.on('error', error => resolve(lost(error.message)))
  })
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks = await response.toArray()
  return Buffer.concat(chunks as Buffer[]).toString()
}

function readResponse(status: number, body: string): Answer | undefined {
  const [, version] = /^\{"version":"(\w+)"\}$/.exec(body) ?? []
  return status === 200 && version !== undefined ? { version, lost: undefined } : undefined
}
