import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CloudPlace } from './cloud.ts'
import type { Program } from './processes.ts'
import { apiIdOf, idOf, manifestOf, nativeManifestOf, routeIdOf, serviceIdOf, STAGE } from './seeds.ts'
import type { NativeShape } from './seeds.ts'

export interface Places {
  /** The project's folder. */
  readonly root: string
  /** A folder for files that the runs write. */
  readonly folder: string
  /** The step's bundle. */
  readonly step: string
}

const PROGRAMS = join(import.meta.dirname, 'programs')
let versions = 0
/** Every run switches to a new address. */
const nextVersion = (): string => `v${++versions}`
const nextData = (): string => JSON.stringify({ ServiceAddress: `http://${nextVersion()}.internal:8080` })

/** Bundles a program with its packages, as an action does. @returns the path of the bundle */
export function bundle({ root, folder }: Places, name: string): string {
  const ncc = join(root, 'node_modules', '@vercel', 'ncc', 'dist', 'ncc', 'cli.js')
  const out = join(folder, name)
  execFileSync(process.execPath, [ncc, 'build', join(PROGRAMS, `${name}.js`), '--out', out, '--quiet'], {
    cwd: root
  })
  return join(out, 'index.js')
}

/** A program that makes a single call. */
export function oneCall(
  { folder }: Places,
  cloud: CloudPlace,
  { name, what, script = join(PROGRAMS, `${name}.js`) }: { name: string; what: string; script?: string }
): Program {
  return {
    name,
    what,
    script,
    env: () => ({
      ...keysOf(cloud),
      BACKEND_ID: idOf(0),
      STAGE_NAME: STAGE,
      DATA: nextData(),
      GITHUB_OUTPUT: filesOf(folder).GITHUB_OUTPUT
    })
  }
}

/** The step with one target. */
export function oneTarget(places: Places, cloud: CloudPlace): Program {
  return {
    name: 'step',
    what: 'plan, switch, follow, read back',
    script: places.step,
    env: () => ({
      ...stepEnv(places, cloud),
      'INPUT_BACKEND-ID': idOf(0),
      'INPUT_BACKEND-MODEL-DATA': nextData()
    })
  }
}

/** The step with a manifest of many targets. */
export function manyTargets(
  places: Places,
  cloud: CloudPlace,
  targets: number,
  maxParallel: number
): Program {
  writeFileSync(join(places.folder, 'backends.json'), manifestOf(targets))
  return {
    name: 'step',
    what: `one step, max-parallel ${maxParallel}`,
    script: places.step,
    env: () => ({
      ...stepEnv(places, cloud),
      INPUT_MANIFEST: 'backends.json',
      INPUT_VARIABLES: `VERSION=${nextVersion()}`,
      'INPUT_MAX-PARALLEL': String(maxParallel),
      GITHUB_WORKSPACE: places.folder
    })
  }
}

/** The action in native/ with a service. */
export function oneService(places: Places, cloud: CloudPlace): Program {
  return {
    name: 'service',
    what: 'plan, update, read back',
    script: nativeStep(places),
    env: () => ({
      ...nativeEnv(places, cloud),
      'INPUT_SERVICE-ID': serviceIdOf(0, 0),
      INPUT_ADDRESSES: `${nextVersion()}.internal:8080`
    })
  }
}

/** The action in native/ with a route, which switches back and forth between two services. */
export function oneRoute(places: Places, cloud: CloudPlace): Program {
  let runs = 0
  return {
    name: 'route',
    what: 'plan, save, deploy, two polls of Deployed 2 s apart, read back',
    script: nativeStep(places),
    env: () => ({
      ...nativeEnv(places, cloud),
      'INPUT_HTTP-API-ID': apiIdOf(0),
      'INPUT_ROUTE-ID': routeIdOf(0, 0),
      'INPUT_ROUTE-BACKEND': JSON.stringify({
        serviceId: serviceIdOf(0, ++runs % 2 === 0 ? 'blue' : 'green')
      })
    })
  }
}

/** The step with a manifest that covers both products. */
export function bothProducts(
  places: Places,
  cloud: CloudPlace,
  { shape, backends = 0, name }: { shape: NativeShape; backends?: number; name: string }
): Program {
  const file = `${name.replaceAll(' ', '-')}.json`
  writeFileSync(join(places.folder, file), nativeManifestOf(shape, { backends }))
  return {
    name,
    what: 'one step with a manifest',
    script: places.step,
    env: () => ({
      ...stepEnv(places, cloud),
      'INPUT_APIG-ENDPOINT': cloud.endpoint,
      INPUT_MANIFEST: file,
      INPUT_VARIABLES: `VERSION=${nextVersion()}`,
      'INPUT_MAX-PARALLEL': '32',
      GITHUB_WORKSPACE: places.folder
    })
  }
}

/** The entry file of native/ is next to the root action's. */
function nativeStep({ step }: Places): string {
  return join(dirname(step), 'native.js')
}

function nativeEnv({ folder }: Places, { endpoint, accessKeyId, accessKeySecret }: CloudPlace) {
  return {
    'INPUT_REGION-ID': 'cn-hangzhou',
    'INPUT_APIG-ENDPOINT': endpoint,
    'INPUT_ACCESS-KEY-ID': accessKeyId,
    'INPUT_ACCESS-KEY-SECRET': accessKeySecret,
    ...filesOf(folder)
  }
}

/** The same calls in a sequential loop. */
export function loop(cloud: CloudPlace, targets: number): Program {
  return {
    name: 'loop',
    what: 'the same calls one after the other',
    script: join(PROGRAMS, 'loop.js'),
    env: () => ({
      ...keysOf(cloud),
      BACKEND_IDS: Array.from({ length: targets }, (_, index) => idOf(index)).join(','),
      STAGE_NAME: STAGE,
      VERSION: nextVersion()
    })
  }
}

function keysOf({ endpoint, accessKeyId, accessKeySecret }: CloudPlace) {
  return { ENDPOINT: endpoint, ACCESS_KEY_ID: accessKeyId, ACCESS_KEY_SECRET: accessKeySecret }
}

function stepEnv({ folder }: Places, { endpoint, accessKeyId, accessKeySecret }: CloudPlace) {
  return {
    'INPUT_STAGE-NAME': STAGE,
    'INPUT_REGION-ID': 'cn-hangzhou',
    INPUT_ENDPOINT: endpoint,
    'INPUT_ACCESS-KEY-ID': accessKeyId,
    'INPUT_ACCESS-KEY-SECRET': accessKeySecret,
    ...filesOf(folder)
  }
}

/** The runner's command files, empty. */
function filesOf(folder: string) {
  const files = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary')
  }
  for (const file of Object.values(files)) writeFileSync(file, '')
  return { ...files, RUNNER_TEMP: folder }
}
