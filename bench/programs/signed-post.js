// One bare signed call with Node's own modules, without checks or retries.
import crypto from 'node:crypto'
import http from 'node:http'

const sha256 = text => crypto.createHash('sha256').update(text).digest('hex')

/** @returns the response's status and body */
export function post({ endpoint, accessKeyId, accessKeySecret, agent }, action, parameters) {
  const body = new URLSearchParams(parameters).toString()
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    host: endpoint,
    'x-acs-action': action,
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
    .createHmac('sha256', accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex')
  const authorization = `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${signed},Signature=${signature}`
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { ...headers, authorization }, agent }
    const request = http.request(`http://${endpoint}/`, options, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', chunk => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode, body: text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}
