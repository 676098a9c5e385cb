import type { ServerResponse } from 'node:http'

/**
 * Sends an error response of the gateway itself.
 * @param code from the official table if it has one
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/api-gateway-error-code-table
 */
export function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const printable = message.replaceAll(/[^\x20-\x7e]/g, '?')
  response.writeHead(status, {
    'x-ca-error-code': code,
    'x-ca-error-message': printable,
    'content-type': 'text/plain; charset=utf-8'
  })
  response.end(`${message}\n`)
}

/**
 * The message of a D504CO, worded as on its page where the page has it.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/troubleshooting-d504co-error-codes
 * @param host as written in the definition
 */
export function connectFailed(thrown: unknown, host: string): string {
  return `Backend service connect failed \`${reasonOf(thrown, host)}\``
}

function reasonOf(thrown: unknown, host: string): string {
  // errors of Node's connect have these fields
  const {
    code,
    address = host,
    port = ''
  } = thrown as NodeJS.ErrnoException & {
    address?: string
    port?: number
  }
  const where = `${address}:${port}`
  switch (code) {
    case 'ECONNREFUSED':
      return `Connection refused: ${host}/${where}`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `Timeout connecting to ${where}`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `Failed to resolve ${host}`
    case 'ECONNRESET':
    case 'EPIPE':
      return 'Connection is closed'
    default:
      return code ?? 'Connection is closed'
  }
}
