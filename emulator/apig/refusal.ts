import { CloudError } from '../cloud/cloud-error.ts'
import type { ApigDoubts } from './doubts.ts'

/** The product's own errors, as far as public programs name them; `%` is replaced with the subject. */
const REFUSALS = {
  'NotFound.GatewayNotFound': [404, 'The gateway % does not exist.', '网关 % 不存在。'],
  'NotFound.ServiceNotFound': [404, 'The service % does not exist.', '服务 % 不存在。'],
  'NotFound.RouteNotFound': [404, 'The route % does not exist.', '路由 % 不存在。'],
  'NotFound.OperationNotFound': [404, 'The operation % does not exist.', '接口 % 不存在。'],
  'NotFound.EnvironmentNotFound': [404, 'The environment % does not exist.', '环境 % 不存在。'],
  'NotFound.DomainNotFound': [404, 'The domain % does not exist.', '域名 % 不存在。'],
  'DatabaseError.RecordNotFound': [404, 'The record % is not found.', '未找到记录 %。'],
  InvalidParameter: [400, 'The specified parameter % is invalid.', '参数 % 不合法。'],
  'InvalidParameter.IsEmpty': [400, 'The parameter % must not be empty.', '参数 % 不能为空。'],
  'Conflict.LockFailed': [409, 'Failed to acquire the lock of %.', '获取 % 的锁失败。'],
  'Conflict.ServiceExisted': [409, 'The service % already exists.', '服务 % 已存在。'],
  'Conflict.RouteExisted': [409, 'The route % already exists.', '路由 % 已存在。'],
  'Conflict.ServiceInUse': [409, 'The service % is in use.', '服务 % 正在使用中。']
} as const satisfies Record<string, readonly [number, string, string]>

export type RefusalCode = keyof typeof REFUSALS

/**
 * An error of the product itself, with lower-case fields.
 * @param about an ID or a parameter's name
 */
export function refusal(doubts: ApigDoubts, code: RefusalCode, about: string): CloudError {
  const [status, english, chinese] = REFUSALS[code]
  const template: string = doubts.messages === 'chinese' ? chinese : english
  // a function, because an ID can contain `$&`
  const message = template.replace('%', () => about.slice(0, 200))
  return new CloudError(statusOf(doubts, code) ?? status, code, message, { form: 'lower' })
}

/** The status of errors that programs have seen with different statuses, including 200. */
function statusOf(doubts: ApigDoubts, code: RefusalCode): number | undefined {
  if (code === 'Conflict.LockFailed') return Number(doubts.lockFailedStatus)
  if (code === 'DatabaseError.RecordNotFound') return Number(doubts.notFoundStatus)
  return undefined
}
