import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import { CATALOG, entryOfCall } from '../../../src/errors/catalog.ts'
import { ACTION_CODES } from '../../../src/errors/action-codes.ts'
import { CLOUD_CODES } from '../../../src/errors/cloud-codes.ts'
import { IDENTITY_CODES } from '../../../src/errors/identity-codes.ts'

const { 'Invalid*': invalid, 'NotFound*': notFound, 'Throttling*': throttling, ...cloud } = CLOUD_CODES

describe('the longest matching code applies', () => {
  test.each([
    ['NotFoundBackend', cloud.NotFoundBackend],
    ['NotFoundBackendModel', cloud.NotFoundBackendModel],
    ['NotFoundStageModel', cloud['NotFoundStage*']],
    ['NotFoundOperationUid', notFound],
    ['notfoundbackend', cloud.NotFoundBackend],
    ['Throttling', throttling],
    ['Throttling.User', throttling],
    ['Rejected.Throttling.Api', cloud['Rejected.Throttling']],
    ['Forbidden.RAM', cloud['Forbidden.RAM']],
    ['Forbidden.RiskControl', cloud['Forbidden.RiskControl']],
    ['Forbidden.Other', cloud['Forbidden*']],
    ['InvalidAccessKeyId.NotFound', IDENTITY_CODES['InvalidAccessKeyId.NotFound']],
    ['InvalidAccessKeyId', IDENTITY_CODES.InvalidAccessKeyId],
    ['InvalidAction.NotFound', cloud.InvalidAction],
    ['Conflict.LockFailed', cloud['Conflict.LockFailed']],
    ['NoPermission.Any', cloud.NoPermission],
    ['InvalidParameter.Format', cloud.InvalidParameter],
    ['InvalidParameter.RoleArn', IDENTITY_CODES['InvalidParameter.RoleArn']],
    ['InvalidTimeStamp.Expired', IDENTITY_CODES.InvalidTimeStamp],
    ['InvalidServiceAddress', invalid],
    [
      'AuthenticationFail.OIDCToken.AudienceNotMatchError',
      IDENTITY_CODES['AuthenticationFail.OIDCToken.AudienceNotMatch*']
    ],
    ['AuthenticationFail.Other', IDENTITY_CODES['AuthenticationFail*']],
    ['Http502', cloud['Http5*']],
    ['InternalError', cloud.InternalError]
  ])('%s', (code, entry) => {
    expect(entryOfCall(code)).toBe(entry)
  })

  test.each(['', 'Unknown', 'RepeatedX.', 'constructor', '__proto__', 'xNoPermission'])(
    '%j matches no code, or only a pattern',
    code => {
      expect([undefined, CLOUD_CODES['Repeated*']]).toContain(entryOfCall(code))
    }
  )
})

test('an error of this action has the catalog’s cure unless it sets its own', () => {
  expect(new ActionError('Drift', 'm').hint).toBe(ACTION_CODES.Drift.cure)
  expect(new ActionError('Drift', 'm', { cure: 'this' }).hint).toBe('this')
  expect(new ActionError('Drift', 'm', { nextSteps: 'this' }).hint).toBe('this')
  expect(new ActionError('InternalError', 'm').hint).toContain('Report it')
})

test('the hint is the cure, the policy with the text around it, and the next steps', () => {
  const policy = { intro: 'Add this:', document: '{}', note: 'Or leave it out.' }
  const { hint } = new ActionError('Drift', 'm', { nextSteps: 'Roll back.', policy, cure: 'Look first.' })
  expect(hint).toBe('Look first.\nAdd this: {}\nOr leave it out.\nRoll back.')
  expect(new ActionError('Drift', 'm', { cure: 'Add:', policy: { document: '{}' } }).hint).toBe('Add:\n{}')
})

test('every entry consists of complete sentences', () => {
  for (const { entries } of CATALOG) {
    for (const entry of Object.values(entries)) {
      const texts = [entry.meaning, entry.cure, entry.rollbackCure ?? entry.cure]
      for (const text of texts) expect(text).toMatch(/^[^ ].{9,}[.)]$/)
    }
  }
})
