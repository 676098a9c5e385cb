/**
 * The only file that imports the SDK. The SDK builds and signs the requests. The rest of its transport is replaced, because it
 * ignores all proxy settings, accepts no abort signal, times out after three seconds unless two time-outs are set, loses the HTTP
 * status of responses that are not JSON, does not limit the body, and writes the URL with its query into its errors. All of this
 * is in one function, `doAction` of `@alicloud/tea-typescript`, which the client calls through the module object.
 */
import openApi from '@alicloud/openapi-client'
import tea from '@alicloud/tea-typescript'
import teaUtil from '@alicloud/tea-util'
import { AsyncLocalStorage } from 'node:async_hooks'
import type { CredentialsProvider, Keys } from '../credentials/keys.ts'
import type { Deadline } from '../runtime/clock.ts'
import type { Exchange, HttpResponse, HttpRequest } from '../runtime/http.ts'
import { TransportError } from '../runtime/transport-error.ts'
import type { Api, EncodedRequest } from './operation.ts'

/** What signs calls and what sends them. */
export interface SenderTools {
  readonly credentials: CredentialsProvider
  readonly exchange: Exchange
  readonly userAgent: string
}

export interface SignedCall {
  readonly api: Api
  readonly action: string
  readonly request: EncodedRequest
  /** For the exchange, once its credentials are available. */
  readonly timeoutMs: number
  /** Limits the exchange, including the wait for its credentials; none by default. */
  readonly deadline?: Deadline | undefined
  /** Once aborted, a call that was not sent yet is not sent; one that was sent is awaited. */
  readonly stop?: AbortSignal | undefined
  /** Checked right before the call is sent: if false, the call is rejected as aborted. */
  readonly precondition?: (() => boolean) | undefined
}

/** Sends one signed call without retries. Rejects with a TransportError, or with the error of the credentials. */
export type SendSigned = (call: SignedCall) => Promise<HttpResponse>

interface CallContext {
  readonly exchange: Exchange
  readonly limits: Pick<HttpRequest, 'timeoutMs' | 'signal'>
  response?: HttpResponse
}

const contexts = new AsyncLocalStorage<CallContext>()

type SdkRequest = InstanceType<typeof tea.Request>

async function doAction(request: SdkRequest): Promise<InstanceType<typeof tea.Response>> {
  const context = contexts.getStore()
  if (context === undefined) throw new Error('the SDK sent a request outside of a call')
  const { exchange, limits } = context
  const body: unknown = request.body
  if (body !== undefined && !(body instanceof tea.BytesReadable)) {
    throw new Error('the SDK sent a request without its bytes')
  }
  const { host = '', ...headers } = request.headers
  const url = new URL(`${request.protocol}://${host}${request.pathname}`)
  url.search = queryOf(request.query)
  context.response = await exchange({
    method: request.method as HttpRequest['method'],
    url,
    headers: { ...headers, host },
    body: body?.value,
    ...limits
  })
  // `readResponse` reads the response: the SDK gets a success and passes the body on unread
  return { statusCode: 200, statusMessage: 'OK', headers: {}, body } as unknown as InstanceType<
    typeof tea.Response
  >
}

Object.assign(tea, { doAction })

/** Encoded as it is signed: a space is `%20`, not `+` as in URLSearchParams. */
function queryOf(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&')
}

/** RFC 3986. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

type Credential = NonNullable<InstanceType<typeof openApi.Config>['credential']>

/** The part of the SDK's credentials that it uses, so that its credentials package is not loaded. */
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

/** Creates a sender of signed calls to an endpoint (`https://host[:port]`, or http to loopback), whichever APIs it serves. */
export function createSender(endpoint: URL, { credentials, exchange, userAgent }: SenderTools): SendSigned {
  const { default: Client, Config, OpenApiRequest, Params } = openApi
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
    const { deadline, precondition } = call
    const signal = deadline?.signal
    const stop = call.stop ?? signal
    const client = clientFor(await credentials.keys(stop, finite(deadline?.leftMs())))
    if (stop?.aborted === true || precondition?.() === false) {
      throw new TransportError('aborted', `the request to ${endpoint.host} was stopped`, false)
    }
    const { api, action, request } = call
    const params = new Params({
      action,
      version: api.version,
      protocol: endpoint.protocol.slice(0, -1),
      authType: 'AK',
      style: api.style,
      bodyType: 'binary',
      ...('form' in request
        ? { method: 'POST', pathname: '/', reqBodyType: 'formData' }
        : { method: request.method, pathname: request.path, reqBodyType: 'json' })
    })
    const timeoutMs = Math.min(call.timeoutMs, deadline?.leftMs() ?? Infinity)
    if (timeoutMs <= 0) {
      throw new TransportError('timeout', `no time was left for the request to ${endpoint.host}`, false)
    }
    const context: CallContext = { exchange, limits: { timeoutMs, signal } }
    // all of its options concern the replaced transport
    const runtime = new teaUtil.RuntimeOptions({})
    await contexts.run(context, () =>
      client.callApi(
        params,
        new OpenApiRequest(
          'form' in request
            ? { body: { ...request.form } }
            : { query: { ...request.query }, body: request.body }
        ),
        runtime
      )
    )
    if (context.response === undefined) throw new Error('the SDK completed a call without sending it')
    return context.response
  }
}

/** `undefined` for an unlimited time. */
function finite(ms: number | undefined): number | undefined {
  return ms === Infinity ? undefined : ms
}
