/**
 * What the cloud's documentation does not answer, and what the code therefore has to tolerate. The kit tests all of it
 * and prints what it observed.
 */
export const QUESTIONS = {
  'update-status': 'Which values does UpdateStatus have in DescribeUpdateBackendTask?',
  'zero-apis':
    'A modification that affects no published API: is there an OperationId, and what does its task show?',
  'zero-apis-list': 'DescribeApisByBackend without any API: which format, which default page size?',
  'stage-and-model-disagree':
    'BackendModelId of one stage and StageName of another: rejected, or which is changed?',
  'backend-and-model-disagree':
    'BackendId of one backend and BackendModelId of another: rejected, or which is changed?',
  'wrong-type': 'A BackendType other than the backend’s: rejected?',
  'model-id-alone': 'Is BackendModelId alone sufficient?',
  'parameter-missing': 'ModifyBackendModel without one of its parameters: which ones are required?',
  'create-parameter-missing': 'CreateBackendModel without one of its parameters: which ones are required?',
  'data-missing': 'Without BackendModelData: is the definition kept?',
  'full-or-merge': 'Does a definition replace the stored one, or are their keys merged?',
  'repeated-call': 'The same modification again: accepted, with a new operation?',
  'client-token': 'Does a ClientToken make a repeated modification a single one?',
  'values-rewritten':
    'Are values normalized: an address with an upper-case host and a trailing slash, a text with spaces around it?',
  'value-types': 'Which values are read back with a different type than the one written?',
  'keys-not-returned': 'Which keys are accepted and not returned?',
  'defaults-added': 'Which keys are read back with a value although they were not written?',
  'read-after-write': 'Does DescribeBackendInfo show a modification immediately?',
  'task-found-late': 'Is the task of an OperationId found immediately?',
  'task-ids': 'Is ApiUid in the rows of a task the ApiId of the API?',
  'unknown-operation-id': 'DescribeUpdateBackendTask of an unknown OperationUid: which code?',
  'unknown-ids': 'Unknown IDs: which codes?',
  'description-empty':
    'An empty Description: accepted, and is the stored one cleared? And without a Description?',
  'description-length': 'How long can a Description be?',
  'data-length': 'How long can BackendModelData be?',
  'data-checked': 'Which BackendModelData is rejected?',
  'create-twice': 'CreateBackendModel in a stage that has a definition: which code?',
  'unknown-stage': 'A stage that does not exist: which code?',
  'after-delete': 'ModifyBackendModel after DeleteBackendModel: which code? Does the deletion have a task?',
  'backend-in-use': 'DeleteBackend while a definition exists: rejected?',
  'vpc-access': 'A VpcAccessId that does not exist: which code?',
  'write-formats': 'Which definitions does each backend type accept, and how are they read back?',
  'mock-status-code': 'Is MockStatusCode read back as a number or as a string?',
  times: 'Which format do the times of a backend and of a definition have?',
  'page-size': 'How large can a page be, and is a larger one rejected or truncated?',
  'rate-limits': 'Are calls throttled?'
} as const

export type QuestionId = keyof typeof QUESTIONS
