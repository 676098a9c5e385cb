import type { VpcAccess } from '../seed.ts'
import type { Json, JsonObject } from './json.ts'

/**
 * Resolves a VpcConfig by the ID or the name of a VPC access, or by the instance itself.
 * https://help.aliyun.com/document_detail/51623.html
 */
export function findVpcAccess(vpc: readonly VpcAccess[], config: JsonObject): VpcAccess | undefined {
  const accessId = textOf(config['VpcAccessId'])
  if (accessId !== '') return vpc.find(access => access.accessId === accessId)
  const [vpcId, instanceId] = [textOf(config['VpcId']), textOf(config['InstanceId'])]
  if (vpcId !== '' && instanceId !== '') {
    const port = Number(config['Port'])
    return vpc.find(
      access => access.vpcId === vpcId && access.instanceId === instanceId && access.port === port
    )
  }
  const name = textOf(config['Name'])
  return name === '' ? undefined : vpc.find(access => access.name === name)
}

/** How a definition refers to its target, for a message. */
export function namedBy(config: JsonObject): string {
  const { VpcAccessId, VpcId, InstanceId, Port, Name } = config
  const instance = [VpcId, InstanceId, Port].map(value => textOf(value) || String(Number(value ?? 0)))
  return textOf(VpcAccessId) || (textOf(VpcId) === '' ? textOf(Name) : instance.join(':'))
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
