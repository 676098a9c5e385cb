import { join } from 'node:path'
import { describeExpectations } from './expectation.ts'
import type { Expectation } from './expectation.ts'
import { bakeScene } from './scenes/bake.ts'
import { bothScene } from './scenes/both.ts'
import { cancelScene } from './scenes/cancel.ts'
import { planScene } from './scenes/plan.ts'
import { rollbackScene } from './scenes/rollback.ts'
import { switchScene } from './scenes/switch.ts'
import { unchangedScene } from './scenes/unchanged.ts'
import { weightsScene } from './scenes/weights.ts'
import { openStage } from './stage.ts'
import type { Stage } from './stage.ts'
import { createStyle, wantsColor } from './style.ts'

/** Only detects a hang, on a machine of any speed. */
const DEADLINE_MS = 900_000

const style = createStyle(wantsColor(process.stdout, process.env))
let gaveUp = false
const print = (...lines: string[]): void => {
  // a scene that was stopped continues for a moment, but prints nothing more
  if (!gaveUp) process.stdout.write(lines.map(line => `${line}\n`).join(''))
}

let stage: Stage | undefined
const giveUp = (reason: string, code: number): void => {
  if (gaveUp) return
  print('', style.red(`The demo was stopped: ${reason}`))
  gaveUp = true
  void stage?.close().finally(() => process.exit(code))
  // if something keeps the stage from closing
  setTimeout(() => process.exit(code), 1_000)
}
const deadline = setTimeout(() => giveUp(`not completed after ${DEADLINE_MS / 1000} s`, 1), DEADLINE_MS)
process.once('SIGINT', () => giveUp('interrupted', 130))
process.once('SIGTERM', () => giveUp('terminated', 143))
// a closed pipe (`| head`) ends the demo without a stack trace
process.stdout.on('error', () => giveUp('its output was closed', 1))

const seen: Expectation[] = []
try {
  stage = await openStage({ action: join(import.meta.dirname, '..'), style, print })
  const plan = await planScene(stage)
  seen.push(...plan.seen)
  seen.push(...(await switchScene(stage, plan.fingerprint)))
  for (const scene of [unchangedScene, rollbackScene, bakeScene, cancelScene, bothScene, weightsScene])
    seen.push(...(await scene(stage)))
  await stage.close()
} catch (error) {
  seen.push({ what: 'the demo completes', holds: false, seen: String(error) })
  await stage?.close()
}
clearTimeout(deadline)

const failed = seen.filter(({ holds }) => !holds)
print(style.bold('Checks'), '', ...describeExpectations(seen), '')
if (failed.length > 0) print(style.red(`${failed.length} of ${seen.length} checks failed: see FAILED above`))
else print(style.green(`${seen.length} of ${seen.length} checks passed`))
process.exitCode = failed.length === 0 ? 0 : 1
