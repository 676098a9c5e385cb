import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { startEmulator } from '../../emulator/emulator.ts'
import { listen, stop } from '../../emulator/loopback.ts'
import { ROOT } from '../support/workflows/document.ts'
import { onPosix } from '../support/systems.ts'

const run = promisify(execFile)

/** The commands in a section of a page, in order. */
function commandsIn(path: string, section: string): string[] {
  const page = readFileSync(join(ROOT, path), 'utf8')
  const [, text = ''] = page.split(`\n## ${section}\n`)
  const [own = ''] = text.split('\n## ')
  return [...own.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, command = '']) => command)
}

/** Two versions of a service, like those that the second command starts. */
async function versions(): Promise<{ servers: Server[]; ports: number[] }> {
  const servers = ['blue', 'green'].map(version =>
    createServer((_, response) => response.end(`${version}\n`))
  )
  return { servers, ports: await Promise.all(servers.map(server => listen(server, 0))) }
}

const posix = onPosix ? test : test.skip // the commands are for bash
const hostOf = (address: string): string => address.replace(/^https?:\/\//, '')

posix('the rehearsal of services and routes works as pasted', async () => {
  const [start, serve, where = '', byWeights = '', addresses = ''] = commandsIn(
    'docs/cloud-native.md',
    'Rehearse it on a laptop'
  )
  expect(start).toContain('--port 8400 --gateway-port 8401')
  expect(serve).toContain('[[8083, "blue"], [8084, "green"]]')
  const { servers, ports } = await versions()
  const [blue, green] = ports
  const onFreePorts = (text: string): string =>
    text.replaceAll('8083', String(blue)).replaceAll('8084', String(green))
  const emulator = await startEmulator({
    seed: onFreePorts(readFileSync(join(ROOT, 'emulator/default-seed.yaml'), 'utf8'))
  })
  const paste = async (command: string): Promise<string> => {
    const text = onFreePorts(`${where.split('\n')[0] ?? ''}\n${command}`)
      .replaceAll('127.0.0.1:8400', hostOf(emulator.endpoint))
      .replaceAll('127.0.0.1:8401', hostOf(emulator.gateway))
    return (await run('bash', ['-e', '-c', text], { cwd: ROOT })).stdout
  }
  const ask = where.split('\n')[1] ?? ''
  try {
    expect(await paste(ask)).toBe('blue\n')
    expect(await paste(byWeights)).toMatch(/100 percent: switched \(.*\)\n[^]*\n {2}result: switched\n/)
    expect(await paste(ask)).toBe('green\n')
    expect(await paste(addresses)).toMatch(/\n {2}result: switched\n/)
    expect(await paste(ask)).toBe('blue\n')
  } finally {
    await Promise.all([emulator.close(), ...servers.map(stop)])
  }
})
