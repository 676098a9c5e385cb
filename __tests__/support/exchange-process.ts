// A process that makes one exchange, says how it ended, and has nothing more to do.
// Arguments: the URL, the URL of the proxy or nothing, and how many milliseconds it may take.
import { createExchange, TransportError } from '../../src/runtime/http.ts'

const [url = '', proxy = '', timeoutMs = '5000'] = process.argv.slice(2)
const exchange = createExchange({ proxyFor: () => (proxy === '' ? undefined : new URL(proxy)) })
const request = { method: 'GET', url: new URL(url), headers: {}, timeoutMs: Number(timeoutMs) } as const
try {
  process.stdout.write(String((await exchange(request)).status))
} catch (error) {
  process.stdout.write(error instanceof TransportError ? error.fault : String(error))
}
