import { calledWorkflow, SELF } from '../document.ts'
import type { Workflow } from '../document.ts'
import { jobsOf } from '../places.ts'
import type { PlacedJob } from '../places.ts'
import { PINS } from '../pins.ts'

/** Triggers that run with this repository's permissions on untrusted content. */
const UNSAFE_TRIGGERS = ['pull_request_target', 'workflow_run', 'issue_comment']

export function triggersAreSafe({ on }: Workflow): string[] {
  return UNSAFE_TRIGGERS.filter(name => name in on).map(name => `it is triggered by ${name}`)
}

/** Other actions are pinned to a commit, with the tag in a comment; this one is named as users would. */
export function actionsArePinned(workflow: Workflow): string[] {
  const isExample = workflow.path.startsWith('examples/')
  const lines = [...workflow.text.matchAll(/^[^#\n]*?\buses: *(\S+)(?: +# *(\S+))?/gm)]
  const used = jobsOf(workflow).flatMap(({ job, steps }) => [job.uses, ...steps.map(({ uses }) => uses)])
  const unseen = used.filter(uses => uses !== undefined).length - lines.length
  return [
    ...(unseen === 0 ? [] : ['a `uses` is not on its own line']),
    ...lines.flatMap(([, uses = '', tag]) => {
      const own = isExample
        ? uses.startsWith(`${SELF}@`) || uses.startsWith(`${SELF}/`)
        : /^(\.|\$)\//.test(uses)
      if (own) return !isExample || uses.endsWith('@v1') ? [] : [`${uses} is not ${SELF}@v1`]
      const [path = '', commit] = uses.split('@')
      const name = path.split('/').slice(0, 2).join('/')
      const pin = PINS[name]
      if (pin === undefined) return [`${uses} is not an allowed action`]
      if (commit !== pin.commit) return [`${uses} is not pinned to the commit of ${pin.tag}, ${pin.commit}`]
      return tag === pin.tag ? [] : [`${uses} has no comment with its tag, ${pin.tag}`]
    })
  ]
}

export function checkoutsKeepNothing(workflow: Workflow): string[] {
  return jobsOf(workflow).flatMap(({ name, steps }) =>
    steps
      .filter(step => step.uses?.startsWith('actions/checkout@'))
      .filter(step => step.with?.['persist-credentials'] !== false)
      .map(() => `${name}: the checkout leaves the token behind; persist-credentials: false`)
  )
}

/** A value that is interpolated into a script becomes part of the script. */
export function scriptsHoldNoExpressions(workflow: Workflow): string[] {
  return jobsOf(workflow).flatMap(({ name, steps }) =>
    steps
      .filter(step => step.run?.includes('${{'))
      .map(() => `${name}: a script holds an expression; hand the value over in env`)
  )
}

const INSTALLS =
  /\b(npm|npx|yarn|pnpm|corepack|pip3?|pipx|uv|gem|cargo|go install|apt(-get)?|brew)\b|\bnode\b/

/** Whether a job installs packages, or runs installed or checked-out build tools. */
function installs({ steps }: PlacedJob): boolean {
  return steps.some(
    ({ run, uses }) => (run !== undefined && INSTALLS.test(run)) || uses?.startsWith('actions/setup-node@')
  )
}

export function installingJobsAreHarmless(workflow: Workflow): string[] {
  return jobsOf(workflow).flatMap(placed => {
    const { name, job, steps } = placed
    const text = JSON.stringify(job)
    const knowsSecrets = /\bsecrets(\.\w|\[)|github\.token/.test(text)
    const granted = Object.entries(job.permissions ?? workflow.permissions ?? {})
    const mayAssume = granted.some(([scope, value]) => scope === 'id-token' && value === 'write')
    const runsProposed = 'pull_request' in workflow.on && steps.some(({ run }) => run !== undefined)
    if (!installs(placed)) {
      const known = [...(knowsSecrets ? ['a secret'] : []), ...(mayAssume ? ['an OIDC token'] : [])]
      return runsProposed ? known.map(what => `${name}: a script runs next to ${what} in a pull request`) : []
    }
    return [
      ...granted
        .filter(([, value]) => value === 'write')
        .map(([scope]) => `${name}: installs packages and may write ${scope}`),
      ...(knowsSecrets ? [`${name}: installs packages and knows a secret`] : []),
      ...(job.environment === undefined ? [] : [`${name}: installs packages in an environment`])
    ]
  })
}

/** Whether a job calls a workflow of another repository, which cannot be checked. */
export function callsAnother({ job }: PlacedJob): boolean {
  return job.uses !== undefined && calledWorkflow(job) === undefined
}
