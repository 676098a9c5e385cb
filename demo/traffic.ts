import { Agent, get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Sample } from './sample.ts'

/** Shorter than the time between two requests, so that they are evenly spaced. */
const TICK_MS = 5
/** Only detects a hang, on a machine of any speed. */
const TIMEOUT_MS = 300_000

export interface TrafficOptions {
  /** `http://127.0.0.1:<port>` */
  readonly gateway: string
  /** The domain of the API group. */
  readonly host: string
  readonly stage: string
  /** Requested in turn. */
  readonly paths: readonly string[]
  readonly perSecond: number
  /** How long a connection can be silent before its request counts as lost. Defaults to 5 minutes. */
  readonly timeoutMs?: number
  /** Defaults to the system's time. */
  readonly time?: TrafficTime
}

/** The clock and the timer that pace the requests. */
export interface TrafficTime {
  /** Milliseconds since an arbitrary moment. */
  now(): number
  /** Calls a function repeatedly. @returns a function that stops it */
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
  /** The requests so far that got a response or were lost. */
  readonly samples: readonly Sample[]
  /** Sends no further requests, and resolves once all of them have completed. */
  stop(): Promise<void>
}

/** Sends requests through the gateway at a steady rate, over keep-alive connections. */
export function startTraffic(options: TrafficOptions): Traffic {
  const { paths, perSecond, time = systemTime } = options
  const startedAt = time.now()
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const samples: Sample[] = []
  const pending = new Set<Promise<void>>()
  let sent = 0

  const send = () => {
    const path = paths[sent % paths.length] ?? '/'
    const atMs = time.now() - startedAt
    sent++
    const request = requestVersion(options, agent, path).then(outcome => {
      samples.push({ path, atMs, endedAtMs: time.now() - startedAt, ...outcome })
      pending.delete(request)
    })
    pending.add(request)
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
      await Promise.all(pending)
      agent.destroy()
    }
  }
}

type Outcome = Pick<Sample, 'version' | 'lost'>

/** Never rejects: a request that no version responded to is lost. */
function requestVersion(options: TrafficOptions, agent: Agent, path: string): Promise<Outcome> {
  const lost = (reason: string): Outcome => ({ version: undefined, lost: reason })
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

function readResponse(status: number, body: string): Outcome | undefined {
  const [, version] = /^\{"version":"(\w+)"\}$/.exec(body) ?? []
  return status === 200 && version !== undefined ? { version, lost: undefined } : undefined
}
