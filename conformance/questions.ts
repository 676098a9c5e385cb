/**
 * What no page of the cloud answers, and what the code has to be tolerant about until somebody has asked. The kit
 * asks all of it and prints what it saw.
 */
export const QUESTIONS = {
  'update-status': 'Which values has UpdateStatus in DescribeUpdateBackendTask?',
  'zero-apis':
    'A modification that no published API uses: is there an OperationId, and what does its task show?',
  'zero-apis-list': 'DescribeApisByBackend without any API: which shape, which page size by default?',
  'stage-and-model-disagree':
    'BackendModelId of one stage and StageName of another: refused, or which is changed?',
  'backend-and-model-disagree':
    'BackendId of one backend and BackendModelId of another: refused, or which is changed?',
  'wrong-type': 'A BackendType that is not the backend’s: refused?',
  'model-id-alone': 'Does BackendModelId alone suffice?',
  'parameter-missing': 'ModifyBackendModel with one parameter left out: which ones are needed?',
  'create-parameter-missing': 'CreateBackendModel with one parameter left out: which ones are needed?',
  'data-missing': 'BackendModelData left out: is the definition kept?',
  'full-or-merge': 'Is a definition replaced as a whole, or are its keys laid over the stored ones?',
  'repeated-call': 'The same modification again: accepted, with an operation of its own?',
  'client-token': 'Does a ClientToken make a repeated modification a single one?',
  'values-rewritten':
    'Are values rewritten: an address with its host in capitals and a slash at its end, a text with spaces around it?',
  'value-types': 'Which values are read back with a type that is not the one that was written?',
  'keys-not-returned': 'Which keys are taken and not returned?',
  'defaults-added': 'Which keys are read back with a value although nobody has written them?',
  'read-after-write': 'Does DescribeBackendInfo show a modification at once?',
  'task-found-late': 'Is the task of an OperationId found at once?',
  'task-ids': 'Is ApiUid in the rows of a task the ApiId of the API?',
  'unknown-operation-id': 'DescribeUpdateBackendTask of an unknown OperationUid: which code?',
  'unknown-ids': 'Unknown ids: which codes?',
  'description-empty': 'An empty Description: taken, and is the stored one cleared? And one left out?',
  'description-length': 'How long may a Description be?',
  'data-length': 'How long may BackendModelData be?',
  'data-checked': 'Which BackendModelData is refused?',
  'create-twice': 'CreateBackendModel in a stage that has a definition: which code?',
  'unknown-stage': 'A stage that does not exist: which code?',
  'after-delete': 'ModifyBackendModel after DeleteBackendModel: which code? Does the deletion have a task?',
  'backend-in-use': 'DeleteBackend while a definition is left: refused?',
  'vpc-access': 'A VpcAccessId that does not exist: which code?',
  'write-formats': 'Which definitions does each backend type take, and how are they read back?',
  'mock-status-code': 'Is MockStatusCode read back as a number or as a string?',
  times: 'How are the times of a backend and of a definition written?',
  'page-size': 'How large may a page be, and is a larger one refused or cut?',
  'rate-limits': 'Are calls throttled?'
} as const

export type QuestionId = keyof typeof QUESTIONS
