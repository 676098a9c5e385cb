import { APIG_ACTIONS } from '../apig/paths.ts'
import type { Statement } from '../seed.ts'
import type { Place } from './place.ts'

export const EVERYTHING: Statement = { actions: ['*'], resources: ['*'] }

/** The statements of `allow` or `deny`; undefined if the field is missing. */
export function readStatements(place: Place | undefined): Statement[] | undefined {
  return place?.list().map(readStatement)
}

/** `ModifyBackendModel`, or `{ actions: […], resources: […] }`. */
function readStatement(place: Place): Statement {
  if (!place.isMapping()) return { actions: [readAction(place)], resources: ['*'] }
  const fields = place.record(['actions', 'resources'], ['actions'])
  return {
    actions: (fields.get('actions')?.list() ?? []).map(readAction),
    resources: fields
      .get('resources')
      ?.list()
      .map(resource => resource.text(/^(\*|acs:.+)$/, '* or an ARN that begins with acs:')) ?? ['*']
  }
}

function readAction(place: Place): string {
  const action = place.text(/^([a-z]+:)?[A-Za-z*]+$/, 'an action such as ModifyBackendModel or Describe*')
  if (action === '*' || action.includes(':')) return action
  return APIG_ACTIONS.some(name => name === action) ? `apig:${action}` : `apigateway:${action}`
}
