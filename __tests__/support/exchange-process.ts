// A process that makes its exchanges all at once, says how each ended, and has nothing more to do.
// Arguments: how many milliseconds each may take, and for each the URL and the URL of the proxy or nothing.
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
