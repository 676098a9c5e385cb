import type { ServerResponse } from 'node:http'
import { isJsonObject } from './cloud/json.ts'
import type { Definition } from './cloud/state.ts'

/** Headers that the gateway controls; setting them from a definition would break the connection. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade'
])

/** Sends the response of a MOCK definition. */
export function sendMock(response: ServerResponse, definition: Definition): void {
  const config = definition['MockConfig']
  const { MockStatusCode, MockHeaders, MockResult } = isJsonObject(config) ? config : {}
  const status = Number(MockStatusCode)
  response.statusCode = Number.isInteger(status) && status >= 200 && status <= 599 ? status : 200
  response.setHeader('content-type', 'application/json; charset=utf-8')
  for (const header of Array.isArray(MockHeaders) ? MockHeaders : []) {
    const { HeaderName: name, HeaderValue: value } = isJsonObject(header) ? header : {}
    if (typeof name !== 'string' || RESERVED_HEADERS.has(name.toLowerCase())) continue
    // skip what Node rejects as a header; the gateway would not send it either
    if (/^[\w-]+$/.test(name) && typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value)) {
      response.setHeader(name, value)
    }
  }
  response.end(typeof MockResult === 'string' ? MockResult : '')
}
