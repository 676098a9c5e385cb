import type { Modification } from '../cloudapi/types.ts'
import { fromReadForm } from '../model/definition.ts'
import type { JsonObject } from '../model/json.ts'
import { redact } from '../model/redact.ts'
import { oneLine } from '../runtime/text.ts'
import type { Plan } from './plan.ts'

/** What a plan sends. */
export function modificationOf(plan: Plan): Modification {
  const { target } = plan
  return {
    backendId: target.backendId,
    stageName: target.stageName,
    backendType: plan.backendType,
    backendModelId: plan.backendModelId,
    backendModelData: JSON.stringify(plan.data),
    description: target.description?.text
  }
}

/** What was there when the plan was made, what it sends, and what is there now; redacted, on one line. */
export function describeDifference(
  { live, data, backendType }: Plan,
  config: JsonObject | undefined
): string {
  const show = (definition: JsonObject | undefined): string =>
    definition === undefined ? 'none' : JSON.stringify(redact(definition))
  const read = (form: JsonObject | undefined): JsonObject | undefined =>
    form && fromReadForm(form, backendType)
  return oneLine(
    `before the step it was ${show(read(live?.model.config))}, this step wants ${show(data)}, and now it is ${show(read(config))}`
  )
}
