// The floor: one bare signed POST of ModifyBackendModel, with nothing but Node. No check, no wait.
import crypto from 'node:crypto'
import http from 'node:http'

const {
  ENDPOINT = '',
  ACCESS_KEY_ID = '',
  ACCESS_KEY_SECRET = '',
  BACKEND_ID = '',
  STAGE_NAME = '',
  DATA = ''
} = process.env
const sha256 = text => crypto.createHash('sha256').update(text).digest('hex')

const body = new URLSearchParams({
  BackendId: BACKEND_ID,
  StageName: STAGE_NAME,
  BackendModelData: DATA
}).toString()
const headers = {
  'content-type': 'application/x-www-form-urlencoded',
  host: ENDPOINT,
  'x-acs-action': 'ModifyBackendModel',
  'x-acs-content-sha256': sha256(body),
  'x-acs-date': new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  'x-acs-signature-nonce': crypto.randomUUID(),
  'x-acs-version': '2016-07-14'
}
const names = Object.keys(headers).sort()
const signed = names.join(';')
const lines = names.map(name => `${name}:${headers[name]}\n`).join('')
const canonical = ['POST', '/', '', lines, signed, headers['x-acs-content-sha256']].join('\n')
const signature = crypto
  .createHmac('sha256', ACCESS_KEY_SECRET)
  .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
  .digest('hex')
const authorization = `ACS3-HMAC-SHA256 Credential=${ACCESS_KEY_ID},SignedHeaders=${signed},Signature=${signature}`

const request = http.request(
  `http://${ENDPOINT}/`,
  { method: 'POST', headers: { ...headers, authorization } },
  response => {
    response.resume()
    response.on('end', () => (process.exitCode = response.statusCode === 200 ? 0 : 1))
  }
)
request.end(body)
