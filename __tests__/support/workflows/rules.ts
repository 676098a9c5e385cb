import type { Workflow } from './document.ts'
import { examplesSayWhen, callsAreDescribed } from './rules/documented.ts'
import {
  appliesAreApproved,
  appliesWaitForEachOther,
  conditionsFailSafe,
  matricesFinish
} from './rules/flow.ts'
import { callsFit, contextsExist, inputsExist, longNumbersAreText } from './rules/names.ts'
import { permissionsAreLeast, permissionsArePresent } from './rules/permissions.ts'
import {
  actionsArePinned,
  checkoutsKeepNothing,
  installingJobsAreHarmless,
  scriptsHoldNoExpressions,
  triggersAreSafe
} from './rules/safety.ts'

/** Returns the problems, one per line. */
export type Rule = (workflow: Workflow) => string[]

/** Rules for all workflows, reusable workflows and examples in this repository. */
export const RULES = {
  triggersAreSafe,
  actionsArePinned,
  checkoutsKeepNothing,
  scriptsHoldNoExpressions,
  installingJobsAreHarmless,
  permissionsArePresent,
  permissionsAreLeast,
  appliesWaitForEachOther,
  appliesAreApproved,
  matricesFinish,
  conditionsFailSafe,
  inputsExist,
  longNumbersAreText,
  contextsExist,
  callsFit,
  callsAreDescribed,
  examplesSayWhen
} satisfies Record<string, Rule>
