import type { Operation } from './operation.ts'
import { allResources } from './operation.ts'

/** https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-getcalleridentity */
export const getCallerIdentity: Operation = {
  permission: undefined,
  resource: allResources,
  run({ caller: { accountId, key } }) {
    if (key.securityToken !== undefined) {
      return {
        AccountId: accountId,
        Arn: `acs:ram::${accountId}:assumed-role/${key.name}/session`,
        IdentityType: 'AssumedRoleUser',
        PrincipalId: `${key.id}:session`,
        RoleId: key.id,
        UserId: `${key.id}:session`
      }
    }
    return {
      AccountId: accountId,
      Arn: `acs:ram::${accountId}:user/${key.name}`,
      IdentityType: 'RAMUser',
      PrincipalId: key.id,
      UserId: key.id
    }
  }
}
