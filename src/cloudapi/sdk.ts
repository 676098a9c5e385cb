/**
 * The one file that knows the SDK. The SDK forms and signs the requests; the rest of its transport is
 * replaced, because it ignores every proxy setting, takes no abort signal, stops waiting after three
 * seconds unless two time-outs are set, loses the HTTP status of a page that is not JSON, bounds no
 * body, and writes the URL with its query into its errors. All of it happens in one function,
 * `doAction` of `@alicloud/tea-typescript`, which the client calls through the module object.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import openApi from '@alicloud/openapi-client'
import tea from '@alicloud/tea-typescript'
import teaUtil from '@alicloud/tea-util'
import type { CredentialsProvider, Keys } from '../credentials/types.ts'
import type { Clock } from '../runtime/clock.ts'
import { TransportError } from '../runtime/http.ts'
import type { Exchange, HttpAnswer } from '../runtime/http.ts'

export interface Service {
  /** `https://host[:port]`, or http to loopback. */
  readonly endpoint: URL
  /** API version, as `2016-07-14`. */
  readonly version: string
}

/** What signs calls, what sends them, and what tells how long keys took. */
export interface SenderTools {
  readonly credentials: CredentialsProvider
  readonly exchange: Exchange
  readonly clock: Pick<Clock, 'now'>
  readonly userAgent: string
}

export interface SignedCall {
  readonly action: string
  /** Travel in the form body, never in the URL. */
  readonly parameters: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** How long it waits for keys that have to be fetched; as long as that takes when not given. */
  readonly keysWithinMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Once it is aborted, a call that has not left does not leave any more; one that has is waited for. */
  readonly stop?: AbortSignal | undefined
  /** Asked right before it leaves: when not, it is rejected as one that was stopped. */
  readonly mayLeave?: (() => boolean) | undefined
}

/** Sends one signed call; no retry. Rejects with a TransportError, or with what the credentials reject with. */
export type SendSigned = (call: SignedCall) => Promise<HttpAnswer>

interface CallContext {
  readonly exchange: Exchange
  readonly call: Pick<SignedCall, 'timeoutMs' | 'signal'>
  answer?: HttpAnswer
}

/** What a call gets at least, of whose time the keys took the most. */
const LEAST_MS = 3_000

const contexts = new AsyncLocalStorage<CallContext>()

type SdkRequest = InstanceType<typeof tea.Request>

async function doAction(request: SdkRequest): Promise<InstanceType<typeof tea.Response>> {
  const context = contexts.getStore()
  if (context === undefined) throw new Error('a request of the SDK outside of a call')
  const { exchange, call } = context
  const { body } = request
  if (!(body instanceof tea.BytesReadable)) throw new Error('a request of the SDK without its bytes')
  const { host = '', ...headers } = request.headers
  const url = new URL(`${request.protocol}://${host}${request.pathname}`)
  for (const [name, value] of Object.entries(request.query)) url.searchParams.append(name, value)
  context.answer = await exchange({
    method: 'POST',
    url,
    headers: { ...headers, host },
    body: body.value,
    timeoutMs: call.timeoutMs,
    signal: call.signal
  })
  // the answer is read by `readAnswer`: the SDK is told that all went well and passes the body on unread
  return { statusCode: 200, statusMessage: 'OK', headers: {}, body } as unknown as InstanceType<
    typeof tea.Response
  >
}

Object.assign(tea, { doAction })

type Credential = NonNullable<InstanceType<typeof openApi.Config>['credential']>

/** What the SDK asks of its own credentials, so that those need not be loaded. */
function credentialOf({ accessKeyId, accessKeySecret, securityToken }: Keys): Credential {
  const isTemporary = securityToken !== undefined
  const model = {
    accessKeyId,
    accessKeySecret,
    securityToken,
    type: isTemporary ? 'sts' : 'access_key',
    providerName: isTemporary ? 'static_sts' : 'static_ak'
  }
  return { getCredential: () => Promise.resolve(model) } as unknown as Credential
}

/** A sender of signed calls to one service. */
export function createSender(
  service: Service,
  { credentials, exchange, clock, userAgent }: SenderTools
): SendSigned {
  const { default: Client, Config, OpenApiRequest, Params } = openApi
  const { endpoint, version } = service
  let signer: { keys: Keys; client: InstanceType<typeof Client> } | undefined

  const clientFor = (keys: Keys): InstanceType<typeof Client> => {
    if (signer?.keys !== keys) {
      const config = new Config({
        credential: credentialOf(keys),
        endpoint: endpoint.host,
        protocol: endpoint.protocol.slice(0, -1),
        userAgent
      })
      signer = { keys, client: new Client(config) }
    }
    return signer.client
  }

  return async call => {
    const { signal, stop = signal, mayLeave, keysWithinMs } = call
    const askedAt = clock.now()
    const client = clientFor(await credentials.keys(stop, keysWithinMs))
    const tookMs = keysWithinMs === undefined ? 0 : clock.now() - askedAt
    const timeoutMs = Math.min(call.timeoutMs, Math.max(LEAST_MS, call.timeoutMs - tookMs))
    if (stop?.aborted === true || mayLeave?.() === false) {
      throw new TransportError('aborted', `the request to ${endpoint.host} was stopped`, false)
    }
    const params = new Params({
      action: call.action,
      version,
      protocol: endpoint.protocol.slice(0, -1),
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'binary'
    })
    const context: CallContext = { exchange, call: { timeoutMs, signal } }
    // all of these concern the transport that is replaced
    const runtime = new teaUtil.RuntimeOptions({})
    await contexts.run(context, () =>
      client.callApi(params, new OpenApiRequest({ body: { ...call.parameters } }), runtime)
    )
    if (context.answer === undefined) throw new Error('the SDK ended a call without sending it')
    return context.answer
  }
}
