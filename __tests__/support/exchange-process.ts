// A process that runs several exchanges concurrently, prints the result of each, and exits.
// Arguments: the time-out in ms, then for each exchange its URL and a proxy URL or an empty string.
import { TransportError } from '../../src/runtime/transport-error.ts'
import { createExchange } from '../../src/runtime/http.ts'

const [timeoutMs, ...args] = process.argv.slice(2)
const ways = args.flatMap((url, index) => (index % 2 === 0 ? [{ url, proxy: args[index + 1] ?? '' }] : []))

async function endOf({ url, proxy }: (typeof ways)[number]): Promise<string> {
  const exchange = createExchange({ proxyFor: () => (proxy === '' ? undefined : new URL(proxy)) })
  try {
    const request = { method: 'GET', url: new URL(url), headers: {}, timeoutMs: Number(timeoutMs) } as const
    return String((await exchange(request)).status)
  } catch (error) {
    return error instanceof TransportError ? error.fault : String(error)
  }
}

process.stdout.write((await Promise.all(ways.map(endOf))).join(' '))
